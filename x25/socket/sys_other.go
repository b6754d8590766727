//go:build !linux

package socket

import (
	"errors"
	"fmt"
)

// errNotLinux is what every function returns.
var errNotLinux = fmt.Errorf("x25/socket: AF_X25 sockets are of Linux: %w", errors.ErrUnsupported)

type message struct{}

func (*message) send(int, []byte, bool) (int, bool, error) { return 0, false, errNotLinux }
func (*message) interrupt(int, []byte) (bool, error)       { return false, errNotLinux }
func (*message) receive(int, []byte, bool) (int, bool, bool, bool, error) {
	return 0, false, false, false, errNotLinux
}

func openSocket() (int, error)                  { return -1, errNotLinux }
func bind(int, *sockaddr) error                 { return errNotLinux }
func connect(int, *sockaddr) error              { return errNotLinux }
func listen(int, int) error                     { return errNotLinux }
func accept(int) (int, bool, error)             { return -1, false, errNotLinux }
func enlarge(int) error                         { return errNotLinux }
func bounded(int) error                         { return errNotLinux }
func writable(int) (bool, error)                { return false, errNotLinux }
func name(int, bool) (sockaddr, error)          { return sockaddr{}, errNotLinux }
func setQualifiers(int, bool) error             { return errNotLinux }
func failure(int) (reason, err error)           { return nil, errNotLinux }
func waiting(int) (int, error)                  { return 0, errNotLinux }
func queued(int) (int, error)                   { return 0, errNotLinux }
func control[T any](int, uintptr, *T) error     { return errNotLinux }
func command(int, uintptr) error                { return errNotLinux }
func closeSocket(int) error                     { return errNotLinux }
func callEnded(error) (over bool, reason error) { return false, nil }
func linkFailed(error) bool                     { return false }
func timedOut(error) bool                       { return false }
