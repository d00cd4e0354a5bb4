// Given to Node with `--import`: the arguments of a package's binary, which has no script among them.
process.argv.splice(1, 1);
