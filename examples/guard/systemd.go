package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// notify tells systemd, if it has started the program and wants to know.
func (p *proxy) notify(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		p.log.Warn("systemd", "error", err)
	}
}

// watchdog tells systemd that the program lives, as often as it wants to know.
func (p *proxy) watchdog(ctx context.Context) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval <= 0 {
		return
	}
	tick := time.NewTicker(interval / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.notify(daemon.SdNotifyWatchdog)
		}
	}
}

// inherit takes the sockets that systemd has passed, by their names.
func (p *proxy) inherit() error {
	if p.inherited != nil {
		return nil
	}
	all, err := activation.ListenersWithNames()
	if err != nil {
		return err
	}
	p.inherited = all
	return nil
}

// giveBack takes a socket that socketOf returned for the address, and that is not used.
func (p *proxy) giveBack(address string, l net.Listener) {
	name := strings.TrimPrefix(address, "systemd:")
	p.inherited[name] = append(p.inherited[name], l)
}

// socketOf returns the socket of systemd that an address names.
func (p *proxy) socketOf(address string) (l net.Listener, found bool, err error) {
	name, found := strings.CutPrefix(address, "systemd:")
	if !found {
		return nil, false, nil
	}
	for i, l := range p.inherited[name] {
		if l != nil {
			p.inherited[name][i] = nil // it has one owner
			return l, true, nil
		}
	}
	return nil, true, fmt.Errorf("systemd has passed no socket named %q, or too few", name)
}
