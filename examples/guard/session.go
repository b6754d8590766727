package main

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// connect proxies one connection until both sides have ended it, or the gate has.
func (p *proxy) connect(ctx context.Context, peer net.Conn) {
	// a peer that was accepted is served, within the time of grace, though ctx ends meanwhile
	server, err := (&net.Dialer{Timeout: 30 * time.Second}).DialContext(context.WithoutCancel(ctx), "tcp", p.server)
	if err != nil {
		p.log.Warn("server", "error", err)
		peer.Close() //nolint:errcheck // nothing was sent
		return
	}
	name, options := peer.RemoteAddr().String(), p.options
	options.Verdict = func(v *validate.Verdict) { p.verdict(name, v) }
	var ended *relay.Error
	err = relay.Run(ctx, peer, server, p.guard.Stream(p.carrier), options)
	if !errors.As(err, &ended) {
		return
	}
	switch direction := ended.From.String(); ended.Reason {
	case relay.ErrRejected: // logged when it happened
	case relay.ErrIdle, relay.ErrSlow:
		p.log.Info("timeout", "peer", name, "direction", direction, "incomplete", ended.Reason == relay.ErrSlow)
	case relay.ErrStalled:
		p.log.Warn("peer does not read", "peer", name, "direction", direction)
	case relay.ErrCut, relay.ErrFailed, relay.ErrStopped, relay.ErrMessage:
		p.log.Info(ended.Reason.String(), "peer", name, "direction", direction, "error", ended.Err)
	}
}

// verdict tells of what was rejected.
func (p *proxy) verdict(peer string, v *validate.Verdict) {
	if v.Action != validate.Reject {
		return
	}
	now := time.Now()
	if p.mayLog(now) {
		p.log.Warn("rejected", "peer", peer, "verdict", v)
	}
	if p.quarantine != nil {
		p.quarantine.Put(p.carrier, v, now, peer)
	}
}
