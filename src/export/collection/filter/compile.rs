//! What was read, set against a schema: names become places, literals become values, and what
//! cannot be compared is refused.

use super::{
    FilterError, GEOMETRY_NAMES, MAX_DEPTH,
    evaluate::{Ends, Number, Operand, Pair, Reckon, Sign, Test, Time, Words},
    expr::Expr,
    space::{How, Literal},
    time::{Moment, When},
    words::{Pattern, composed},
};
use crate::export::{
    collection::{Kind, Schema},
    crs::{Crs, Form},
};

/// Whether CQL2 has an operator or a function with this name, in lower case, and it is held.
pub(super) fn is_held(lower: &str) -> bool {
    const OTHERS: [&str; 8] = ["and", "or", "not", "like", "between", "in", "isnull", "casei"];
    OTHERS.contains(&lower)
        || lower == "accenti"
        || Sign::named(lower).is_some()
        || Reckon::named(lower).is_some()
        || How::named(lower).is_some()
        || When::named(lower).is_some()
}

/// What the filter itself is called where it is no condition.
pub(super) const WHOLE: &str = "a filter";

/// The whole filter.
pub(super) fn filter(
    expr: &Expr,
    schema: &Schema,
    crs: Crs,
    form: Form,
) -> Result<Test, FilterError> {
    let mut compiler = Compiler { schema, system: (crs, form), n_vertices: 0, depth: 0 };
    compiler.test(WHOLE, expr)
}

struct Compiler<'a> {
    schema: &'a Schema,
    system: (Crs, Form),
    n_vertices: usize,
    depth: usize,
}

type Typed = Result<Operand, FilterError>;

impl Compiler<'_> {
    fn test(&mut self, operation: &str, expr: &Expr) -> Result<Test, FilterError> {
        match self.operand(expr)? {
            Operand::Flag(test) => Ok(*test),
            _ => Err(wrong(operation, "conditions")),
        }
    }

    fn tests(&mut self, operation: &str, exprs: &[Expr]) -> Result<Vec<Test>, FilterError> {
        exprs.iter().map(|expr| self.test(operation, expr)).collect()
    }

    fn operand(&mut self, expr: &Expr) -> Typed {
        // Sums may be as long as filters are deep, so twice the depth is what a reader can make.
        self.depth += 1;
        if self.depth > 3 * MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        let operand = self.one(expr)?;
        self.depth -= 1;
        Ok(operand)
    }

    fn one(&mut self, expr: &Expr) -> Typed {
        Ok(match expr {
            Expr::Flag(flag) => Operand::Flag(Box::new(Test::Constant(*flag))),
            Expr::Number(number) => Operand::Number(Number::Literal(*number)),
            Expr::Text(text) | Expr::Untyped(text) => {
                Operand::Words(Words::Literal(composed(text)))
            }
            Expr::Date(text) => Operand::Time(Time::Literal(Moment::day(text)?)),
            Expr::Timestamp(text) => Operand::Time(Time::Literal(Moment::instant(text)?)),
            Expr::Interval(ends) => Operand::Ends(Box::new(self.interval(ends)?)),
            Expr::Ground(ground) => {
                Operand::Literal(Box::new(Literal::new(ground, self.system, &mut self.n_vertices)?))
            }
            Expr::Property(name) => self.property(name)?,
            Expr::List(_) => return Err(FilterError::Unsupported { name: "a list".to_owned() }),
            Expr::Call(name, operands) => self.call(name, operands)?,
            Expr::Id(ids) => {
                let mut ids = ids.clone();
                ids.sort();
                Operand::Flag(Box::new(Test::Id(ids)))
            }
        })
    }

    fn property(&self, name: &str) -> Typed {
        let found = self.schema.properties.iter().enumerate().find(|(_, p)| p.name == name);
        let Some((i, property)) = found else {
            return match GEOMETRY_NAMES.contains(&name) {
                true => Ok(Operand::Ground),
                false => Err(FilterError::UnknownProperty { name: name.to_owned() }),
            };
        };
        let place = (i, property.name);
        Ok(match property.kind {
            Kind::Flag => Operand::Flag(Box::new(Test::Flag(place))),
            Kind::Whole | Kind::Number => Operand::Number(Number::Property(place)),
            Kind::Text => Operand::Words(Words::Property(place)),
            Kind::Day => Operand::Time(Time::Day(place)),
            Kind::Instant => Operand::Time(Time::Instant(place)),
            Kind::Json => Operand::Json(place),
        })
    }

    fn interval(&mut self, ends: &[Expr; 2]) -> Result<Ends, FilterError> {
        let mut end = |expr: &Expr| match expr {
            Expr::Text(text) if text == ".." => Ok(None),
            Expr::Text(text) => Ok(Some(Time::Literal(Moment::either(text)?))),
            other => match self.operand(other)? {
                Operand::Time(time) => Ok(Some(time)),
                _ => Err(wrong("INTERVAL", "dates and timestamps")),
            },
        };
        let (from, to) = (end(&ends[0])?, end(&ends[1])?);
        if let (Some(Time::Literal(from)), Some(Time::Literal(to))) = (&from, &to)
            && from.compare(*to).is_gt()
        {
            return Err(FilterError::Literal {
                kind: "interval",
                text: format!("{} – {}", shown(&ends[0]), shown(&ends[1])),
            });
        }
        Ok(Ends { from, to })
    }

    fn call(&mut self, name: &str, operands: &[Expr]) -> Typed {
        if let Some(how) = Reckon::named(name) {
            let [a, b] = exactly(name, operands)?;
            let both = [self.number(name, a)?, self.number(name, b)?];
            return Ok(Operand::Number(Number::Reckoned(how, Box::new(both))));
        }
        if name == "casei" || name == "accenti" {
            let [inside] = exactly(name, operands)?;
            let words = Box::new(self.words(name, inside)?);
            return Ok(Operand::Words(match name {
                "casei" => Words::WithoutCase(words),
                _ => Words::WithoutAccents(words),
            }));
        }
        self.condition(name, operands).map(|test| Operand::Flag(Box::new(test)))
    }

    fn condition(&mut self, name: &str, operands: &[Expr]) -> Result<Test, FilterError> {
        if let Some(sign) = Sign::named(name) {
            let [a, b] = exactly(name, operands)?;
            return self.compare(name, sign, a, b);
        }
        if let Some(how) = How::named(name) {
            let [a, b] = exactly(name, operands)?;
            return self.lies(name, how, a, b);
        }
        if let Some(when) = When::named(name) {
            let [a, b] = exactly(name, operands)?;
            return Ok(Test::Time(when, [self.ends(name, a)?, self.ends(name, b)?]));
        }
        match name {
            "and" if !operands.is_empty() => Ok(Test::And(self.tests("AND", operands)?)),
            "or" if !operands.is_empty() => Ok(Test::Or(self.tests("OR", operands)?)),
            "not" => {
                let [inside] = exactly(name, operands)?;
                Ok(Test::Not(Box::new(self.test("NOT", inside)?)))
            }
            "isnull" => {
                let [inside] = exactly(name, operands)?;
                Ok(Test::IsNull(self.operand(inside)?))
            }
            "between" => {
                let [value, low, high] = exactly(name, operands)?;
                Ok(Test::And(vec![
                    self.compare("BETWEEN", Sign::AtLeast, value, low)?,
                    self.compare("BETWEEN", Sign::AtMost, value, high)?,
                ]))
            }
            "in" => match exactly(name, operands)? {
                [value, Expr::List(items)] if !items.is_empty() => {
                    let mut equal = |item| self.compare("IN", Sign::Equal, value, item);
                    items.iter().map(&mut equal).collect::<Result<_, _>>().map(Test::Or)
                }
                _ => Err(wrong("IN", "a value and a list of values")),
            },
            "like" => {
                let [text, pattern] = exactly(name, operands)?;
                let text = self.words("LIKE", text)?;
                match self.words("LIKE", pattern)?.constant() {
                    Some(pattern) => Ok(Test::Like(text, Pattern::new(&pattern))),
                    None => Err(wrong("LIKE", "a text and a pattern in quotes")),
                }
            }
            "and" | "or" => Err(wrong(name, "conditions")),
            other => Err(FilterError::Unsupported { name: other.to_owned() }),
        }
    }

    fn number(&mut self, operation: &str, expr: &Expr) -> Result<Number, FilterError> {
        match self.operand(expr)? {
            Operand::Number(number) => Ok(number),
            _ => Err(wrong(operation, "numbers")),
        }
    }

    fn words(&mut self, operation: &str, expr: &Expr) -> Result<Words, FilterError> {
        match self.operand(expr)? {
            Operand::Words(words) => Ok(words),
            _ => Err(wrong(operation, "text")),
        }
    }

    /// Two values of one kind; a literal without kind takes that of the other.
    fn compare(
        &mut self,
        operation: &str,
        sign: Sign,
        a: &Expr,
        b: &Expr,
    ) -> Result<Test, FilterError> {
        let (a, b) = match (a, b) {
            (Expr::Untyped(text), other) if !matches!(other, Expr::Untyped(_)) => {
                let other = self.operand(other)?;
                (read_as(text, &other)?, other)
            }
            (other, Expr::Untyped(text)) => {
                let other = self.operand(other)?;
                let text = read_as(text, &other)?;
                (other, text)
            }
            (a, b) => (self.operand(a)?, self.operand(b)?),
        };
        let pair = match (a, b) {
            (Operand::Number(a), Operand::Number(b)) => Pair::Numbers(a, b),
            (Operand::Words(a), Operand::Words(b)) => Pair::Words(a, b),
            (Operand::Time(a), Operand::Time(b)) => Pair::Times(a, b),
            (Operand::Flag(a), Operand::Flag(b)) => Pair::Flags(Box::new([*a, *b])),
            _ => return Err(wrong(operation, "two values of one kind")),
        };
        Ok(Test::Compare(sign, pair))
    }

    fn lies(&mut self, name: &str, how: How, a: &Expr, b: &Expr) -> Result<Test, FilterError> {
        match (self.operand(a)?, self.operand(b)?) {
            (Operand::Ground, Operand::Literal(literal)) => Ok(Test::Lies(how, literal)),
            (Operand::Literal(literal), Operand::Ground) => Ok(Test::Lies(how.reversed(), literal)),
            (Operand::Ground, Operand::Ground) => Ok(Test::LiesToItself(how)),
            (Operand::Literal(a), Operand::Literal(b)) => match a.is_to(how, &b) {
                Some(flag) => Ok(Test::Constant(flag)),
                None => Err(wrong(name, "literals in one coordinate system")),
            },
            _ => Err(wrong(name, "geometries")),
        }
    }

    fn ends(&mut self, name: &str, expr: &Expr) -> Result<Ends, FilterError> {
        if let Expr::Untyped(text) = expr {
            let at = Time::Literal(Moment::either(text)?);
            return Ok(Ends { from: Some(at.clone()), to: Some(at) });
        }
        match self.operand(expr)? {
            Operand::Time(time) => Ok(Ends { from: Some(time.clone()), to: Some(time) }),
            Operand::Ends(ends) => Ok(*ends),
            _ => Err(wrong(name, "dates, timestamps and intervals")),
        }
    }
}

/// A literal without kind as the kind of what it is compared with.
fn read_as(text: &str, other: &Operand) -> Typed {
    let fault = |kind| FilterError::Literal { kind, text: text.to_owned() };
    Ok(match other {
        Operand::Number(_) => {
            let number: Option<f64> = text.trim().parse().ok();
            let number = number.filter(|n| n.is_finite()).ok_or_else(|| fault("number"))?;
            Operand::Number(Number::Literal(number))
        }
        Operand::Flag(_) => match text.trim() {
            "true" | "TRUE" | "1" => Operand::Flag(Box::new(Test::Constant(true))),
            "false" | "FALSE" | "0" => Operand::Flag(Box::new(Test::Constant(false))),
            _ => return Err(fault("boolean")),
        },
        Operand::Time(_) => Operand::Time(Time::Literal(Moment::either(text.trim())?)),
        _ => Operand::Words(Words::Literal(composed(text))),
    })
}

fn exactly<'a, const N: usize>(
    name: &str,
    operands: &'a [Expr],
) -> Result<&'a [Expr; N], FilterError> {
    const WANTED: [&str; 4] = ["no operand", "one operand", "two operands", "three operands"];
    operands.try_into().map_err(|_| wrong(name, WANTED[N]))
}

fn wrong(operation: &str, wanted: &'static str) -> FilterError {
    FilterError::WrongType { operation: operation.to_uppercase(), wanted }
}

fn shown(end: &Expr) -> &str {
    match end {
        Expr::Text(text) | Expr::Property(text) => text,
        _ => "",
    }
}
