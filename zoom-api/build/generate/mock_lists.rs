//! What the mock is asked about lists in a query: progenitor's helper for one compares a text with a whole list, which does
//! not compile. One value of a list is what a request can be asked for, and several are asked for one by one.

use serde_json::Value;

/// Makes of each list in a query one of its values.
pub fn by_value(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter();
    let operations = paths.flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    let operations = operations.flat_map(|item| item.values_mut());
    let parameters = operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut()).flatten();
    for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
        if parameter["schema"]["type"] == "array" {
            parameter["schema"] = parameter["schema"]["items"].take();
        }
    }
}
