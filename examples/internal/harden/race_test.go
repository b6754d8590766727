//go:build race

package harden

const raced = true // a sync.Pool then drops what it is given, at random
