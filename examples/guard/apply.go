package main

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// reload applies the configuration as it is now. One that has a fault changes nothing.
func (p *proxy) reload(ctx context.Context, read func() (*config, error)) {
	p.notify(daemon.SdNotifyReloading)
	defer p.notify(daemon.SdNotifyReady)
	c, err := read()
	if err == nil {
		err = p.apply(ctx, c)
	}
	if err != nil {
		p.reloads[0].Add(1)
		p.log.Error("reload: nothing is changed", "error", err.Error())
		return
	}
	p.reloads[1].Add(1)
	p.log.Info("reloaded")
}

// apply makes the configuration the one in use. Connections go on as they have begun. An error
// changes nothing, but that metrics may have moved already.
func (p *proxy) apply(ctx context.Context, c *config) error {
	guards, commit, err := p.gates.prepare(c.used)
	if err != nil {
		return err
	}
	if err := p.inherit(); err != nil {
		return err
	}
	opened, err := p.sockets(ctx, c)
	if err == nil {
		err = p.web.apply(ctx, c.metrics, p.pages())
	}
	if err == nil {
		err = p.evidence.apply(c.quarantine)
	}
	if err != nil {
		for address, l := range opened {
			if l.inherited {
				p.giveBack(address, l.Listener)
				continue
			}
			l.Close() //nolint:errcheck // it is not used
		}
		return err
	}
	if p.web.bound != nil && (p.config == nil || p.config.metrics != c.metrics) {
		p.log.Info("metrics", "address", p.web.bound.String())
	}
	p.config = c
	commit(time.Now())
	wanted := map[string]bool{}
	for _, e := range c.listen {
		wanted[e.address] = true
		l := opened[e.address]
		if l == nil {
			l = p.listening[e.address]
		}
		policy := e.policyOf(c)
		l.as.Store(&served{endpoint: e, config: c, guard: guards[policy], options: p.relayOptions(c)})
		if opened[e.address] != nil {
			p.listening[e.address] = l
			p.log.Info("listening", "address", l.Addr().String(), "carrier", e.carrier.String(), "policy", policy)
			p.loops.Go(func() { p.accept(ctx, l) })
		}
	}
	for address, l := range p.listening {
		if !wanted[address] {
			p.log.Info("no longer listening", "address", l.Addr().String())
			delete(p.listening, address)
			l.drain()
		}
	}
	return nil
}

// sockets opens those of the configuration that are not open yet.
func (p *proxy) sockets(ctx context.Context, c *config) (opened map[string]*listening, err error) {
	opened = map[string]*listening{}
	for _, e := range c.listen {
		if old := p.listening[e.address]; old != nil {
			if err := c.makeTransparent(old); err != nil {
				return opened, fmt.Errorf("-listen %s: %w", e.address, err)
			}
			continue
		}
		l := &listening{}
		if l.Listener, l.inherited, err = p.socketOf(e.address); !l.inherited {
			config := net.ListenConfig{}
			if c.transparent {
				config.Control = transparentSocket
			}
			l.Listener, err = config.Listen(ctx, "tcp", e.address)
		}
		if err == nil {
			opened[e.address] = l
			err = c.makeTransparent(l)
		}
		if err != nil {
			return opened, fmt.Errorf("-listen %s: %w", e.address, err)
		}
	}
	return opened, nil
}

// makeTransparent lets a socket that may have been opened by others, or before, take connections to
// any address.
func (c *config) makeTransparent(l *listening) error {
	raw, ok := l.Listener.(syscall.Conn)
	if !c.transparent || !ok {
		return nil
	}
	conn, err := raw.SyscallConn()
	if err != nil {
		return err
	}
	network := "tcp4"
	if a, ok := l.Addr().(*net.TCPAddr); ok && a.IP.To4() == nil {
		network = "tcp6"
	}
	return transparentSocket(network, "", conn)
}
