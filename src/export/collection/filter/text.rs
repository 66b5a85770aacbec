//! CQL2 text, read by descent: `OR`, `AND`, `NOT`, a comparison, sums, products, powers, operands.

use super::{
    FilterError, MAX_DEPTH,
    expr::Expr,
    lexer::{Token, Word, words},
    wkt,
};

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let words = words(text)?;
    let mut reader = Reader { words: &words, next: 0, depth: 0, end: text.chars().count() + 1 };
    let expr = reader.any_of()?;
    match reader.peek() {
        None => Ok(expr),
        Some(_) => Err(reader.expected("AND, OR or the end")),
    }
}

/// Words, and how far they are read.
pub(super) struct Reader<'a> {
    words: &'a [Token],
    next: usize,
    depth: usize,
    end: usize,
}

type Read = Result<Expr, FilterError>;

const COMPARISONS: [&str; 6] = ["=", "<>", "<=", ">=", "<", ">"];

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<&'a Word> {
        self.words.get(self.next).map(|token| &token.word)
    }

    fn after(&self) -> Option<&'a Word> {
        self.words.get(self.next + 1).map(|token| &token.word)
    }

    /// Whether parentheses follow the name that the reader stands at.
    pub(super) fn is_called(&self) -> bool {
        matches!(self.after(), Some(Word::Sign("(")))
    }

    /// The same, or `Z` before them.
    pub(super) fn tag_follows(&self) -> bool {
        let third = self.words.get(self.next + 2).map(|token| &token.word);
        self.is_called()
            || matches!((self.after(), third), (Some(Word::Name(z)), Some(Word::Sign("(")))
                if z.eq_ignore_ascii_case("z"))
    }

    /// What should stand where the reader is.
    pub(super) fn expected(&self, expected: &'static str) -> FilterError {
        let at = self.words.get(self.next).map_or(self.end, |token| token.at);
        FilterError::Syntax { at, expected }
    }

    /// Reads past a sign if it stands there.
    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Word::Sign(s)) if *s == sign);
        self.next += usize::from(there);
        there
    }

    /// Reads past a sign that must stand there.
    pub(super) fn must(&mut self, sign: &'static str) -> Result<(), FilterError> {
        if self.sign(sign) { Ok(()) } else { Err(self.expected(sign)) }
    }

    /// Reads past a keyword if it stands there.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let there = matches!(self.peek(), Some(Word::Name(n)) if n.eq_ignore_ascii_case(keyword));
        self.next += usize::from(there);
        there
    }

    /// Any name, if one stands there.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let Some(Word::Name(name)) = self.peek() else { return None };
        self.next += 1;
        Some(name)
    }

    /// A number with its sign.
    pub(super) fn signed_number(&mut self) -> Result<f64, FilterError> {
        let minus = self.sign("-");
        if !minus {
            self.sign("+");
        }
        let Some(Word::Number(number)) = self.peek() else { return Err(self.expected("a number")) };
        self.next += 1;
        Ok(if minus { -number } else { *number })
    }

    /// One level further in, as far as is allowed.
    pub(super) fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, FilterError>,
    ) -> Result<T, FilterError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        let found = read(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn any_of(&mut self) -> Read {
        let mut terms = vec![self.all_of()?];
        while self.keyword("or") {
            terms.push(self.all_of()?);
        }
        Ok(joined("or", terms))
    }

    fn all_of(&mut self) -> Read {
        let mut terms = vec![self.negated()?];
        while self.keyword("and") {
            terms.push(self.negated()?);
        }
        Ok(joined("and", terms))
    }

    fn negated(&mut self) -> Read {
        match self.keyword("not") {
            true => self.deeper(|reader| Ok(Expr::call("not", vec![reader.negated()?]))),
            false => self.compared(),
        }
    }

    fn compared(&mut self) -> Read {
        let left = self.sum()?;
        if let Some(sign) = COMPARISONS.into_iter().find(|sign| self.sign(sign)) {
            return Ok(Expr::call(sign, vec![left, self.sum()?]));
        }
        if self.keyword("is") {
            let not = self.keyword("not");
            if !self.keyword("null") {
                return Err(self.expected("NULL"));
            }
            return Ok(negated_if(not, Expr::call("isnull", vec![left])));
        }
        let not = self.keyword("not");
        let test = if self.keyword("like") {
            Expr::call("like", vec![left, self.sum()?])
        } else if self.keyword("between") {
            let low = self.sum()?;
            if !self.keyword("and") {
                return Err(self.expected("AND"));
            }
            Expr::call("between", vec![left, low, self.sum()?])
        } else if self.keyword("in") {
            self.must("(")?;
            Expr::call("in", vec![left, Expr::List(self.list()?)])
        } else if not {
            return Err(self.expected("LIKE, BETWEEN or IN"));
        } else {
            return Ok(left);
        };
        Ok(negated_if(not, test))
    }

    /// What is left of a list to its closing parenthesis.
    fn list(&mut self) -> Result<Vec<Expr>, FilterError> {
        if self.sign(")") {
            return Ok(Vec::new());
        }
        self.deeper(|reader| {
            let mut items = vec![reader.any_of()?];
            while reader.sign(",") {
                items.push(reader.any_of()?);
            }
            reader.must(")")?;
            Ok(items)
        })
    }

    fn sum(&mut self) -> Read {
        self.chain(&["+", "-"], |reader| {
            reader.chain(&["*", "/", "%", "div"], |reader| reader.power())
        })
    }

    /// Operands with operators of one rank between them, the left two first.
    fn chain(&mut self, operators: &[&str], operand: impl Fn(&mut Self) -> Read) -> Read {
        let mut left = operand(self)?;
        for n_operators in 1.. {
            let found = operators.iter().find(|op| match **op {
                "div" => self.keyword("div"),
                sign => self.sign(sign),
            });
            let Some(operator) = found else { break };
            if n_operators > MAX_DEPTH {
                return Err(FilterError::TooDeep);
            }
            left = Expr::call(operator, vec![left, operand(self)?]);
        }
        Ok(left)
    }

    fn power(&mut self) -> Read {
        let base = self.signed()?;
        match self.sign("^") {
            true => self.deeper(|reader| Ok(Expr::call("^", vec![base, reader.power()?]))),
            false => Ok(base),
        }
    }

    fn signed(&mut self) -> Read {
        if self.sign("+") {
            return self.deeper(Self::signed);
        }
        if !self.sign("-") {
            return self.operand();
        }
        Ok(match self.deeper(Self::signed)? {
            Expr::Number(number) => Expr::Number(-number),
            other => Expr::call("*", vec![Expr::Number(-1.0), other]),
        })
    }

    fn operand(&mut self) -> Read {
        let Some(word) = self.peek() else { return Err(self.expected("an expression")) };
        match word {
            Word::Number(number) => self.taken(Expr::Number(*number)),
            Word::Text(text) => self.taken(Expr::Text(text.clone())),
            Word::Quoted(name) => self.taken(Expr::Property(name.clone())),
            Word::Sign("(") => {
                self.next += 1;
                let mut items = self.list()?;
                match (items.len(), items.pop()) {
                    (1, Some(only)) => Ok(only),
                    (_, last) => {
                        items.extend(last);
                        Ok(Expr::List(items))
                    }
                }
            }
            Word::Name(name) => self.named(name),
            Word::Sign(_) => Err(self.expected("an expression")),
        }
    }

    fn taken(&mut self, expr: Expr) -> Read {
        self.next += 1;
        Ok(expr)
    }

    fn named(&mut self, name: &str) -> Read {
        let lower = name.to_ascii_lowercase();
        if let Some(ground) = wkt::literal(self, &lower)? {
            return Ok(ground);
        }
        let is_called = self.is_called();
        match lower.as_str() {
            "true" => return self.taken(Expr::Flag(true)),
            "false" => return self.taken(Expr::Flag(false)),
            "and" | "or" | "not" | "like" | "between" | "in" | "is" | "null" | "div" => {
                return Err(self.expected("an expression"));
            }
            _ if !is_called => return self.taken(Expr::Property(name.to_owned())),
            _ => {}
        }
        self.next += 2;
        match lower.as_str() {
            "date" => Ok(Expr::Date(self.only_text()?)),
            "timestamp" => Ok(Expr::Timestamp(self.only_text()?)),
            "interval" => {
                let from = self.end_of_interval()?;
                self.must(",")?;
                let to = self.end_of_interval()?;
                self.must(")")?;
                Ok(Expr::Interval(Box::new([from, to])))
            }
            _ => {
                let operands = self.list()?;
                // Held functions are known in any case, others are named as they were written.
                let name = if super::compile::is_held(&lower) { &lower } else { name };
                Ok(Expr::call(name, operands))
            }
        }
    }

    fn only_text(&mut self) -> Result<String, FilterError> {
        let Some(Word::Text(text)) = self.peek() else {
            return Err(self.expected("a quoted time"));
        };
        self.next += 1;
        self.must(")")?;
        Ok(text.clone())
    }

    fn end_of_interval(&mut self) -> Read {
        match self.peek() {
            Some(Word::Text(text)) => self.taken(Expr::Text(text.clone())),
            Some(Word::Quoted(name)) => self.taken(Expr::Property(name.clone())),
            Some(Word::Name(name)) if !self.is_called() => self.taken(Expr::Property(name.clone())),
            Some(Word::Name(name)) => Err(FilterError::Unsupported { name: name.clone() }),
            _ => Err(self.expected("a quoted time, '..' or a property")),
        }
    }
}

fn joined(operator: &str, mut terms: Vec<Expr>) -> Expr {
    match terms.len() {
        1 => terms.remove(0),
        _ => Expr::call(operator, terms),
    }
}

fn negated_if(not: bool, test: Expr) -> Expr {
    if not { Expr::call("not", vec![test]) } else { test }
}
