//go:build !race

package presentation_test

const raceEnabled = false
