//go:build race

package presentation_test

const raceEnabled = true
