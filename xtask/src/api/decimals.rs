//! Numbers that are whole in one sample and have decimals in another: an amount of 20 is one of 19.99 tomorrow. All
//! samples of a member count, those of other operations too.

use std::collections::BTreeSet;

use super::lower::Draft;
use super::model::Operation;
use super::notes::Dialect;
use super::things;

/// Makes numbers of whole numbers that have decimals elsewhere, or by what the vendor says.
pub(super) fn agree(operations: &mut [Operation<Draft>], dialect: &dyn Dialect) {
    let mut decimal = BTreeSet::new();
    things::visit(operations, &mut |place, shape| {
        if shape.number {
            decimal.insert((place.thing.to_owned(), place.name.to_owned(), place.lists));
        }
    });
    things::visit(operations, &mut |place, shape| {
        if !shape.integer || shape.number {
            return;
        }
        let is_known = || decimal.contains(&(place.thing.to_owned(), place.name.to_owned(), place.lists));
        shape.number = dialect.is_decimal(place.name) || !decimal.is_empty() && is_known();
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::notes::Plain;
    use super::super::things::tests::gives;
    use super::*;

    /// The numbers of the first sample with `*` behind those that have decimals.
    #[track_caller]
    fn check(samples: &[(&str, &Value)], expected: &str) {
        let mut operations: Vec<_> = samples.iter().map(|(path, sample)| gives(path, sample)).collect();
        agree(&mut operations, &Plain);
        let mut found = Vec::new();
        things::visit(&mut operations[..1], &mut |place, shape| {
            if shape.integer || shape.number {
                found.push(format!("{}{}", place.name, if shape.number { "*" } else { "" }));
            }
        });
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn a_member_of_one_thing_is_the_same_everywhere() {
        let whole = json!({ "invoices": [{ "amount": 20, "number": 1 }], "page": 1 });
        let decimal = json!({ "amount": 19.99 });
        check(&[("invoices", &whole), ("invoices/:id", &decimal)], "amount* number page");
        check(&[("invoices", &whole), ("orders/:id", &decimal)], "amount number page");
        let apart = json!({ "invoice": { "amount": 1 }, "amount": 1 });
        check(&[("users/:id", &apart), ("a", &json!({ "invoice": { "amount": 0.5 } }))], "amount amount*");
        check(&[("a", &json!({ "rates": [1, 2] })), ("a", &json!({ "rates": [0.5] }))], "rates*");
        check(&[("a", &json!({ "rates": [1, 2] })), ("a", &json!({ "rates": 0.5 }))], "rates");
        let day = |day: &str, value: Value| json!({ "days": { day: value } });
        check(&[("a", &day("2026-01-01", json!(1))), ("a", &day("2026-01-02", json!(0.5)))], "days*");
    }
}
