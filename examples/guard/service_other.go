//go:build !windows

package main

// service runs the program as a service of Windows; elsewhere it is none.
func service([]string) (status int, ok bool) { return 0, false }
