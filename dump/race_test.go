//go:build race

package dump_test

const raceEnabled = true
