// The five first tasks of somebody who embeds the library, as another module that has it as a
// dependency. .ci/module runs them against the zip, and counts the lines: at most 15 each.
module example.com/tasks

go 1.25.0

require github.com/osi-go/osi v0.1.0
