//go:build !race

package validate_test

const race = false
