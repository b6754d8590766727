package main

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

const canBeTransparent = true

// transparentSocket lets a socket have an address that is not one of this machine: that of whom a
// peer wanted to reach, or that of a peer. It needs CAP_NET_ADMIN or CAP_NET_RAW.
func transparentSocket(network, _ string, c syscall.RawConn) error {
	var err error
	control := c.Control(func(fd uintptr) {
		if strings.HasSuffix(network, "6") {
			if err = unix.SetsockoptInt(int(fd), unix.SOL_IPV6, unix.IPV6_TRANSPARENT, 1); err != nil {
				return
			}
		}
		if err = unix.SetsockoptInt(int(fd), unix.SOL_IP, unix.IP_TRANSPARENT, 1); err != nil {
			return
		}
		// of a socket that connects, the port is chosen when it is known where to
		err = unix.SetsockoptInt(int(fd), unix.SOL_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	})
	if control != nil {
		return control
	}
	return err
}
