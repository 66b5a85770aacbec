//! Plain text tables: columns as wide as they need to be, numbers to the right.

/// Lays rows out under headers. A column is set to the right when every cell in it is a number.
pub(crate) fn table(headers: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([headers[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headers.len()).map(width).collect();
    let to_the_right: Vec<bool> = (0..headers.len())
        .map(|column| !rows.is_empty() && rows.iter().all(|row| is_number(&row[column])))
        .collect();
    let line = |cells: Vec<&str>| {
        let laid: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                let gap = " ".repeat(widths[i] - cell.chars().count());
                if to_the_right[i] { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
            })
            .collect();
        laid.join("  ").trim_end().to_owned() + "\n"
    };
    let mut out = line(headers.to_vec());
    for row in rows {
        out += &line(row.iter().map(String::as_str).collect());
    }
    out
}

/// Two or so digits after a decimal comma, as Swedish readers expect.
pub(crate) fn decimal(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', ",")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ",−-+ %–".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let rows = vec![vec!["Klara".into(), "61".into()], vec!["Ö".into(), "1207".into()]];
        assert_eq!(table(&["plats", "n"], &rows), "plats     n\nKlara    61\nÖ      1207\n");
    }
}
