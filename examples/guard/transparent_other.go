//go:build !linux

package main

import "syscall"

const canBeTransparent = false

// transparentSocket is for Linux.
func transparentSocket(string, string, syscall.RawConn) error { return syscall.ENOTSUP }
