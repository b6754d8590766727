//go:build !race

package harden

const raced = false
