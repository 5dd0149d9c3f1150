//! Which operations serve a range of dates only up to a length, as their text says.

use super::identifiers;
use super::lower::Draft;
use super::model::{Location, MaxRange, Method, Operation, Parameter};
use super::notes::Dialect;
use super::schema::Kind;

/// Marks an operation that takes the first and the last day of a range, and serves no more than a month of it.
pub(super) fn mark(operation: &mut Operation<Draft>, dialect: &dyn Dialect) {
    let day = |name: &str| {
        operation.parameters.iter().find(|parameter| {
            parameter.location == Location::Query
                && identifiers::words(&parameter.name) == [name]
                && may_be_a_day(parameter)
        })
    };
    let (Some(from), Some(to)) = (day("from"), day("to")) else { return };
    let texts = [&operation.description, &from.description, &to.description];
    let is_limited = texts.into_iter().flatten().any(|text| dialect.serves_a_month(text));
    if operation.method == Method::Get && is_limited {
        operation.max_range = Some(MaxRange { from: from.name.clone(), to: to.name.clone(), months: 1 });
    }
}

fn may_be_a_day(parameter: &Parameter) -> bool {
    matches!(parameter.schema.kind, Kind::String(format) if format != Some("date-time"))
}

#[cfg(test)]
mod tests {
    use super::super::formats::Format;
    use super::super::merge::tests::operation;
    use super::super::schema::Schema;
    use super::*;
    use crate::zoom::Zoom;

    /// Says something of the operation, of a parameter `from` and of others, and looks for the range.
    fn found(address: &str, of_all: &str, of_from: &str, change: impl Fn(&mut Operation<Draft>)) -> Option<MaxRange> {
        let mut operation = operation("list", "Things", address);
        operation.description = Some(of_all.to_owned());
        for parameter in operation.parameters.iter_mut().filter(|parameter| parameter.name == "from") {
            parameter.description = Some(of_from.to_owned());
        }
        change(&mut operation);
        mark(&mut operation, &Zoom);
        operation.max_range
    }

    #[test]
    fn ranges_of_a_month() {
        const A_MONTH: &str = "The maximum range can be a month.";
        let range = |from: &str, to: &str| Some(MaxRange { from: from.to_owned(), to: to.to_owned(), months: 1 });
        let nothing = |_: &mut Operation<Draft>| {};
        assert_eq!(found("/a?from&to", A_MONTH, "", nothing), range("from", "to"));
        assert_eq!(found("/a?from&to", "", A_MONTH, nothing), range("from", "to"));
        assert_eq!(found("/a?From&To", A_MONTH, "", nothing), range("From", "To"));
        assert_eq!(found("/a?from&to", "Of the last six months.", "", nothing), None);
        assert_eq!(found("/a?from", A_MONTH, "", nothing), None);
        assert_eq!(found("/a/:from?to", A_MONTH, "", nothing), None);
        assert_eq!(found("/a?from&to", A_MONTH, "", |operation| operation.method = Method::Post), None);
        let with_times = |operation: &mut Operation<Draft>| {
            operation.parameters.iter_mut().for_each(|it| it.schema = Schema::formatted(Some(Format::DateTime)));
        };
        assert_eq!(found("/a?from&to", A_MONTH, "", with_times), None);
    }
}
