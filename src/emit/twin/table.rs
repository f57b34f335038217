//! Tables: rows are gathered and written when the table ends.

use super::writer::Writer;

/// A table that is open.
#[derive(Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<String>>,
    /// While a cell is open: the text that stood before it.
    pub(super) cell: Option<String>,
}

impl Writer<'_> {
    pub(super) fn part_of_cell(&mut self) {
        if !self.line.trim().is_empty() && !self.line.ends_with("<br>") {
            self.line.push_str("<br>");
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Some(before) = table.cell.take() else { return };
        let line = std::mem::replace(&mut self.line, before);
        let cell = line.trim().trim_end_matches("<br>");
        let cell = match memchr::memchr2(b'|', b'\n', cell.as_bytes()) {
            Some(_) => cell.replace('|', "\\|").replace("\\\n", "<br>").replace('\n', " "),
            None => cell.to_owned(),
        };
        if table.rows.is_empty() {
            table.rows.push(Vec::new());
        }
        if let Some(row) = table.rows.last_mut() {
            row.push(cell);
        }
    }

    pub(super) fn end_table(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.pop() else { return };
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let mut lines = Vec::new();
        for (at, mut row) in table.rows.into_iter().enumerate() {
            row.resize(columns, String::new());
            lines.push(format!("| {} |", row.join(" | ")));
            if at == 0 {
                lines.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        if self.tables.is_empty() {
            self.flush();
            self.line = lines.join("\n");
            self.block();
        } else {
            self.line.push_str(&lines.join(" "));
        }
    }
}
