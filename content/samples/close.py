# <setup>
import desk

client = desk.connect("https://desk.example.com")
# </setup>

# <close>
ticket = client.tickets[4711]
ticket.close(reason="answered")
# </close>
