using System;

namespace Desk
{
    public class Ticket
    {
        public string Title { get; set; }

        #region close
        public void Close(string reason)
        {
            if (string.IsNullOrWhiteSpace(reason))
                throw new ArgumentException("A ticket is closed for a reason.");
            ClosedAt = DateTime.UtcNow;
            Reason = reason;
        }
        #endregion

        public DateTime? ClosedAt { get; private set; }
        public string Reason { get; private set; }
    }
}
