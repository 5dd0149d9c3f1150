use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use proptest::prelude::*;
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::error::DecodeErrorKind;
use crate::loose::{
    Body, FromScalar, Loose, MemberName, Object, member, object, object_or_nothing, stopped, traced, unknown_member,
    values, wrappers,
};
use crate::{IntOrString, Secret, Timestamp};

/// Has a type read as a generated one is, given its members in the order of their names.
macro_rules! object {
    ($name:ident { $($place:literal $member:ident),* }) => {
        impl Object for $name {
            const MEMBERS: &'static [&'static str] = &[$(stringify!($member)),*];

            fn read_members<'de, A: MapAccess<'de>>(slot: &mut Option<Self>, mut members: A) -> Result<(), A::Error> {
                let this = slot.insert(Self::default());
                while let Some(place) = members.next_key_seed(MemberName(Self::MEMBERS))? {
                    let read = match place {
                        $(Some($place) => member(&mut this.$member, &mut members),)*
                        _ => unknown_member(&mut members),
                    };
                    read.map_err(|error| stopped(Self::MEMBERS, place, error))?;
                }
                Ok(())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                object(deserializer)
            }
        }

        impl Loose for $name {
            fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                object_or_nothing(deserializer)
            }
        }
    };
}

#[derive(Debug, Default, PartialEq)]
struct User {
    id: String,
    kind: Option<i64>,
    groups: Vec<Group>,
    manager: Option<Box<User>>,
    password: Option<Secret>,
}

object!(User { 0 groups, 1 id, 2 kind, 3 manager, 4 password });

#[derive(Debug, Default, PartialEq)]
struct Group {
    members: HashMap<String, f64>,
    state: Option<State>,
}

object!(Group { 0 members, 1 state });

#[derive(Debug, PartialEq, Deserialize)]
enum State {
    Open,
}

values!(State, Either);

/// What a generated type looks like that is one of several kinds.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Either {
    Flag(bool),
    Text(String),
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
struct Numbers(Vec<i64>);

wrappers!(Numbers);

/// A response with one member.
#[derive(Debug, Deserialize)]
struct Holder<T: Loose + Default> {
    #[serde(default, deserialize_with = "crate::loose::read")]
    member: T,
}

/// Reads a member from text and from a value.
#[track_caller]
fn check<T: Loose + Default + PartialEq + Debug>(member: &str, expected: T) {
    let json = format!("{{\"member\":{member}}}");
    let holder: Holder<T> = serde_json::from_str(&json).unwrap();
    assert_eq!(holder.member, expected, "{member}");
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::from_value::<Holder<T>>(value).unwrap().member, expected, "{member} by value");
}

/// Refuses a member, and gives the error's text without the place.
#[track_caller]
fn refusal<T: Loose + Default + Debug>(member: &str) -> String {
    let json = format!("{{\"member\":{member}}}");
    let error = serde_json::from_str::<Holder<T>>(&json).unwrap_err();
    assert!(error.is_data(), "{error}");
    error.to_string().rsplit_once(" at line 1 column ").unwrap().0.to_owned()
}

#[track_caller]
fn refuse<T: Loose + Default + Debug>(member: &str, found: &str, expected: &str) {
    assert_eq!(refusal::<T>(member), format!("invalid type: {found}, expected {expected}"), "{member}");
}

/// Refuses a member that is no list or object, as serde says it.
#[track_caller]
fn refuse_shape<T: Loose + Default + Debug>(member: &str, expected: &str) {
    let refusal = refusal::<T>(member);
    assert!(refusal.starts_with("invalid type: "), "{refusal}");
    assert!(refusal.ends_with(&format!(", expected {expected}")), "{refusal}");
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_string_takes_any_scalar() {
    for (json, expected) in [
        ("\"a\\n\"", "a\n"),
        ("\"\"", ""),
        ("5", "5"),
        ("-5", "-5"),
        ("18446744073709551615", "18446744073709551615"),
        ("1.5", "1.5"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
    ] {
        check(json, text(expected));
        check(json, (json != "null").then(|| text(expected)));
    }
    refuse::<String>("[\"hunter2\"]", "a list", "a string");
    refuse::<String>("{\"hunter2\":\"hunter2\"}", "an object", "a string");
    refuse::<Option<String>>("{}", "an object", "a string");
}

#[test]
fn an_integer_takes_what_is_whole() {
    for json in ["5", "\"5\"", "\" 5 \"", "5.0", "5e0", "\"5.0\"", "\"+5\""] {
        check(json, 5_i64);
        check(json, 5_u8);
        check(json, Some(5_u64));
        check(json, Some(5_i32));
    }
    check("-9223372036854775808", i64::MIN);
    check("\"-9223372036854775808\"", i64::MIN);
    check("18446744073709551615", u64::MAX);
    check("\"18446744073709551615\"", u64::MAX);
    check("9007199254740992.0", 9_007_199_254_740_992_u64);
    for nothing in ["null", "\"\"", "\"  \""] {
        check::<i64>(nothing, 0);
        check::<Option<i64>>(nothing, None);
        check::<Option<u32>>(nothing, None);
    }
}

#[test]
fn an_integer_refuses_what_is_not_whole_or_out_of_range() {
    let expected = "an integer (i64)";
    for json in ["1.5", "1e300", "9007199254740994.0"] {
        refuse::<i64>(json, "a number with a fraction or out of range", expected);
    }
    for json in ["\"hunter2\"", "\"1.5\"", "\"9223372036854775808\"", "\"0x5\"", "\"NaN\"", "\"inf\"", "\"5 6\""] {
        refuse::<i64>(json, "a string of another kind", expected);
    }
    refuse::<i64>("9223372036854775808", "an integer out of range", expected);
    refuse::<u64>("-1", "an integer out of range", "an integer (u64)");
    refuse::<u32>("4294967296", "an integer out of range", "an integer (u32)");
    refuse::<i32>("-2147483649", "an integer out of range", "an integer (i32)");
    refuse::<i64>("true", "a boolean", expected);
    refuse::<i64>("[5]", "a list", expected);
    refuse::<Option<i64>>("{\"hunter2\":1}", "an object", expected);
}

#[test]
fn a_number_takes_numbers_and_their_text() {
    for json in ["1.5", "\"1.5\"", "\" 15e-1\""] {
        check(json, 1.5_f64);
        check(json, Some(1.5_f32));
    }
    check("5", 5.0_f64);
    check("\"-5\"", -5.0_f64);
    check("18446744073709551615", 18_446_744_073_709_551_615.0_f64);
    check::<Option<f64>>("\"\"", None);
    check::<f64>("null", 0.0);
    for json in ["\"NaN\"", "\"inf\"", "\"-infinity\"", "\"1e999\"", "\"hunter2\""] {
        refuse::<f64>(json, "a string of another kind", "a number");
    }
    refuse::<f32>("1e300", "a number with a fraction or out of range", "a number");
    refuse::<f64>("true", "a boolean", "a number");
}

#[test]
fn a_boolean_takes_its_spellings() {
    for json in ["true", "\"true\"", "\"True\"", "1", "\"1\""] {
        check(json, true);
        check(json, Some(true));
    }
    for json in ["false", "\"false\"", "\"FALSE\"", "0", "\"0\""] {
        check(json, false);
        check(json, Some(false));
    }
    check::<Option<bool>>("\"\"", None);
    check::<Option<bool>>("null", None);
    refuse::<bool>("2", "an integer out of range", "a boolean");
    refuse::<bool>("\"yes\"", "a string of another kind", "a boolean");
    refuse::<bool>("[]", "a list", "a boolean");
}

#[test]
fn a_timestamp_keeps_its_text() {
    for json in ["\"2026-11-25T10:00:00Z\"", "\"tomorrow\"", "\" x \""] {
        let expected = Timestamp::from(json.trim_matches('"'));
        check(json, expected.clone());
        check(json, Some(expected));
    }
    check("1795600800", Some(Timestamp::from("1795600800")));
    for nothing in ["null", "\"\"", "\" \""] {
        check::<Option<Timestamp>>(nothing, None);
        check(nothing, Timestamp::default());
    }
}

#[test]
fn an_int_or_string_keeps_its_form() {
    for (json, expected) in [("5", "5"), ("\"5\"", "\"5\""), ("\"\"", "\"\""), ("5.0", "5")] {
        let Holder::<Option<IntOrString>> { member } = serde_json::from_str(&format!("{{\"member\":{json}}}")).unwrap();
        assert_eq!(serde_json::to_string(&member).unwrap(), expected);
    }
    check::<Option<IntOrString>>("null", None);
    let expected = "a string or an integer of at most 64 bits";
    refuse::<IntOrString>("1.5", "a number with a fraction or out of range", expected);
    refuse::<IntOrString>("true", "a boolean", expected);
}

#[test]
fn a_secret_is_a_string_in_no_error() {
    check("\"hunter2\"", Some(Secret::from("hunter2")));
    check("123456", Some(Secret::from("123456")));
    check("null", Secret::default());
    check("\"\"", Some(Secret::default()));
    refuse::<Secret>("[\"hunter2\"]", "a list", "a string");
}

#[test]
fn a_list_drops_what_is_nothing() {
    check("[1,null,\"2\",\"\"]", vec![1_i64, 2]);
    check("[\"a\",null,\"\"]", vec![text("a"), text("")]);
    check("[]", Vec::<String>::new());
    check("null", Vec::<String>::new());
    check::<Option<Vec<String>>>("null", None);
    check("[1,null]", Some(vec![1_u8]));
    check("[1,null]", vec![Some(1_u8), None]);
    check("[1,null]", vec![json!(1), Value::Null]);
    check("[[1],null,[null]]", vec![vec![1_i64], vec![]]);
}

#[test]
fn what_is_no_list_is_refused() {
    refuse_shape::<Vec<String>>("\"hunter2\"", "a sequence");
    refuse_shape::<Vec<i64>>("5", "a sequence");
    refuse_shape::<Vec<i64>>("true", "a sequence");
    refuse_shape::<Vec<User>>("{\"id\":\"hunter2\"}", "a sequence");
}

/// With serde_json's `arbitrary_precision` a number arrives so. All of these tests pass under that feature as well:
/// `cargo test -p zoom-api --lib --features serde_json/arbitrary_precision loose`.
#[test]
fn a_number_in_a_map_is_a_number() {
    let number = |text: &str| format!("{{\"$serde_json::private::Number\":\"{text}\"}}");
    check(&number("5"), 5_i64);
    check(&number("5.0"), Some(5_u64));
    check(&number("-1.5"), -1.5_f64);
    check(&number("1.50"), text("1.50"));
    check(&number("18446744073709551616"), text("18446744073709551616"));
    check(&number("170141183460469231731687303715884105728"), text("170141183460469231731687303715884105728"));
    check(&number("5"), vec![text("5")].pop());
    check(&number("1.5"), Secret::from("1.5"));
    refuse::<i64>(&number("1.5"), "a number with a fraction or out of range", "an integer (i64)");
    refuse::<i64>(&number("hunter2"), "an object", "an integer (i64)");
    refuse::<f64>(&number("NaN"), "an object", "a number");
    refuse::<IntOrString>(&number("18446744073709551616"), "an integer out of range", IntOrString::EXPECTED);
    for json in ["5", "1.5"] {
        assert_eq!(serde_json::from_str::<IntOrString>(&number(json)).is_ok(), json == "5");
        refuse_shape::<User>(json, "an object");
        refuse_shape::<Vec<i64>>(json, "a sequence");
        refuse_shape::<Option<BTreeMap<String, String>>>(json, "an object");
        refuse_shape::<Map<String, Value>>(json, "a map");
    }
}

#[test]
fn a_map_drops_what_is_nothing() {
    let expected = [(text("a"), 1_i64), (text("B"), 2)];
    let json = "{\"a\":1,\"B\":\"2\",\"c\":null,\"d\":\"\"}";
    check(json, HashMap::from(expected.clone()));
    check(json, BTreeMap::from(expected));
    check("{}", BTreeMap::<String, i64>::new());
    check("null", BTreeMap::<String, i64>::new());
    check::<Option<BTreeMap<String, i64>>>("null", None);
    check("{\"a\":null}", BTreeMap::from([(text("a"), None::<i64>)]));
    check("{\"a\":null}", Map::from_iter([(text("a"), Value::Null)]));
    refuse_shape::<BTreeMap<String, i64>>("[]", "an object");
    refuse_shape::<HashMap<String, i64>>("\"hunter2\"", "an object");
    refuse_shape::<Map<String, Value>>("\"hunter2\"", "a map");
    refuse_shape::<Map<String, Value>>("5", "a map");
}

#[test]
fn any_value_is_itself() {
    for json in ["1", "\"a\"", "[null]", "{\"a\":{}}", "null"] {
        check(json, serde_json::from_str::<Value>(json).unwrap());
    }
    check::<Option<Value>>("null", None);
    check("1", Some(json!(1)));
    check("[1]", Some(Box::new(vec![1_i64])));
}

#[test]
fn of_a_member_that_is_there_twice_the_last_is_read() {
    check(r#"{"id":"a","kind":1,"id":"b","kind":null}"#, User { id: text("b"), ..User::default() });
}

#[test]
fn an_object_is_read_whole() {
    let json = r#"{
        "kind": "2", "unknown": [1], "password": 123456, "id": 7,
        "groups": [null, { "members": { "a": "1.5", "b": null }, "state": "Open" }, {}],
        "manager": { "id": "boss", "kind": "", "groups": null, "manager": null }
    }"#;
    let group = Group { members: HashMap::from([(text("a"), 1.5)]), state: Some(State::Open) };
    let expected = User {
        id: text("7"),
        kind: Some(2),
        groups: vec![group, Group::default()],
        manager: Some(Box::new(User { id: text("boss"), ..User::default() })),
        password: Some(Secret::from("123456")),
    };
    assert_eq!(serde_json::from_str::<User>(json).unwrap(), expected);
    check(json, Some(expected));
    check::<Option<User>>("null", None);
    check("null", User::default());
    check("{}", User::default());
    check("{\"\\u0069d\":\"a\"}", User { id: text("a"), ..User::default() });
}

#[test]
fn what_is_no_object_is_refused_and_not_shown() {
    refuse_shape::<User>("\"hunter2\"", "an object");
    refuse_shape::<Option<User>>("[\"hunter2\"]", "an object");
    refuse_shape::<User>("[]", "an object");
    refuse_shape::<User>("false", "an object");
    refuse_shape::<User>("5", "an object");
    refuse_shape::<User>("-1.5", "an object");
}

#[test]
fn a_value_of_several_kinds_is_any_of_them() {
    check("true", Some(Either::Flag(true)));
    check("\"a\"", Some(Either::Text(text("a"))));
    check::<Option<Either>>("null", None);
    check("[\"a\",null,false]", vec![Either::Text(text("a")), Either::Flag(false)]);
    assert!(!refusal::<Option<Either>>("[\"hunter2\"]").contains("hunter2"));
}

#[test]
fn a_wrapper_takes_what_is_in_it() {
    check("[1,null,\"2\"]", Some(Numbers(vec![1, 2])));
    check("null", Numbers::default());
    check::<Option<Numbers>>("null", None);
    refuse_shape::<Numbers>("\"hunter2\"", "a sequence");
}

#[test]
fn a_whole_response_may_be_a_list_with_nulls_or_null() {
    fn body<T: Loose>(json: &str) -> Result<T, String> {
        serde_json::from_str(json).map(|Body(value)| value).map_err(|error| error.to_string())
    }
    assert_eq!(body::<Vec<User>>("[null,{}]"), Ok(vec![User::default()]));
    assert_eq!(body::<Vec<i64>>("null"), Ok(vec![]));
    assert_eq!(body::<BTreeMap<String, i64>>("null"), Ok(BTreeMap::new()));
    assert_eq!(body::<HashMap<String, i64>>("null"), Ok(HashMap::new()));
    assert_eq!(body::<Option<User>>("null"), Ok(None));
    assert_eq!(body::<Numbers>("null"), Ok(Numbers::default()));
    assert_eq!(body::<Value>("null"), Ok(Value::Null));
    assert_eq!(body::<User>("{}"), Ok(User::default()));
    for (json, found) in [("null", "null, expected a value"), ("[]", "sequence, expected an object")] {
        let error = body::<User>(json).unwrap_err();
        assert!(error.starts_with(&format!("invalid type: {found}")), "{error}");
    }
}

#[test]
fn an_error_has_its_path() {
    for (json, path) in [
        (r#"{"groups":[null,{"members":{"a":[]}}]}"#, "groups[1].members.a"),
        (r#"{"manager":{"kind":"x"}}"#, "manager.kind"),
        (r#"{"groups":[{"members":{"a":1,"b":{}}}]}"#, "groups[0].members.b"),
        (r#"{"id":[]}"#, "id"),
        (r#"[]"#, "."),
    ] {
        let (error, found) = traced(|| serde_json::from_str::<Body<User>>(json)).map(|Body(user)| user).unwrap_err();
        assert_eq!(found, path, "{error}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth| format!("{}{{}}{}", "{\"manager\":".repeat(depth), "}".repeat(depth));
    assert!(serde_json::from_str::<User>(&nested(100)).is_ok());
    let error = serde_json::from_str::<User>(&nested(100_000)).unwrap_err();
    assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}");
    let lists = format!("{{\"member\":{}}}", "[".repeat(100_000));
    let error = serde_json::from_str::<Holder<Value>>(&lists).unwrap_err();
    assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}");
}

#[test]
fn a_truncated_text_is_no_wrong_type() {
    for json in ["{\"member\":", "{\"member\":\"a", "{\"member\":{\"a\"", "{\"member\":{\"a\":1"] {
        assert!(serde_json::from_str::<Holder<BTreeMap<String, i64>>>(json).unwrap_err().is_eof(), "{json}");
        assert!(serde_json::from_str::<Holder<User>>(json).unwrap_err().is_eof(), "{json}");
    }
    assert!(serde_json::from_str::<Holder<Vec<i64>>>("{\"member\":[1,").unwrap_err().is_eof());
}

/// Floats of few digits: serde_json reads those of many to the last digit only with its feature `float_roundtrip`.
fn any_float() -> impl Strategy<Value = f64> {
    any::<i32>().prop_map(|quarters| f64::from(quarters) / 4.0)
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any_float().prop_map(Value::from),
        "[a-z0-9.]{0,3}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 32, 4, |inner| {
        let name = prop_oneof![Just(text("id")), Just(text("kind")), Just(text("groups")), Just(text("manager"))];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_documented_is_read_as_serde_reads_it(
        number in any::<i64>(), float in any_float(), flag in any::<bool>(), word in any::<String>(),
        list in prop::collection::vec("[a-z]{0,3}", 0..4),
    ) {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Plain { number: i64, float: f64, flag: bool, word: String, list: Vec<String> }

        #[derive(Debug, PartialEq, Deserialize)]
        struct Read {
            #[serde(default, deserialize_with = "crate::loose::read")]
            number: i64,
            #[serde(default, deserialize_with = "crate::loose::read")]
            float: f64,
            #[serde(default, deserialize_with = "crate::loose::read")]
            flag: bool,
            #[serde(default, deserialize_with = "crate::loose::read")]
            word: String,
            #[serde(default, deserialize_with = "crate::loose::read")]
            list: Vec<String>,
        }

        let json = serde_json::to_string(&Plain { number, float, flag, word, list }).unwrap();
        let plain: Plain = serde_json::from_str(&json).unwrap();
        let read: Read = serde_json::from_str(&json).unwrap();
        let Read { number, float, flag, word, list } = read;
        prop_assert_eq!(Plain { number, float, flag, word, list }, plain);
    }

    /// The path to what could not be read is that which `serde_path_to_error` finds.
    #[test]
    fn an_error_has_the_path_of_its_value(body in any_json()) {
        let text = body.to_string();
        let read = traced(|| serde_json::from_str::<Body<User>>(&text).map(|_| ()));
        let deserializer = &mut serde_json::Deserializer::from_str(&text);
        let known = serde_path_to_error::deserialize::<_, Body<User>>(deserializer).map(|_| ());
        prop_assert_eq!(read.map_err(|(_, path)| path), known.map_err(|error| error.path().to_string()), "{}", text);
    }

    #[test]
    fn text_and_value_are_read_alike_and_errors_show_nothing(member in any_json()) {
        let json = json!({ "member": member });
        let by_text = serde_json::from_str::<Holder<Option<User>>>(&json.to_string());
        let by_value = serde_json::from_value::<Holder<Option<User>>>(json);
        match (by_text, by_value) {
            (Ok(one), Ok(other)) => prop_assert_eq!(one.member, other.member),
            (Err(one), Err(other)) => {
                prop_assert!(one.to_string().starts_with(&other.to_string()), "{} / {}", one, other);
                let message = DecodeErrorKind::of(&one, "").to_string();
                let shown = message.split(" at line ").next().unwrap().replace("i64", "");
                prop_assert!(!shown.contains(|character: char| character.is_ascii_digit()), "{}", message);
            }
            (one, other) => prop_assert!(false, "{:?} / {:?}", one, other),
        }
    }
}
