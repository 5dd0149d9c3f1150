//! The gate runs what README.md says: each of its shell commands is a line of `.ci/run`, as it is.

#[test]
fn each_command_is_run() {
    let gate: Vec<_> = include_str!("../.ci/run").lines().map(str::trim).collect();
    let mut commands = 0;
    for block in include_str!("../README.md").split("```sh\n").skip(1) {
        for command in block.split("```").next().unwrap().lines() {
            assert!(gate.contains(&command), "README.md says `{command}`, and .ci/run does not run it");
            commands += 1;
        }
    }
    assert!(commands >= 3, "README.md has {commands} commands");
}
