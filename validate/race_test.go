//go:build race

package validate_test

const race = true // sync.Pool drops values at random then
