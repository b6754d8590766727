package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/x25link"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// The kernel and the peers, as directions of what is judged on the device.
const (
	fromKernel = osi.FromInitiator
	fromPeers  = osi.FromResponder
)

// A gate joins a device with XOT peers.
type gate struct {
	device *validate.Guard
	xot    *validate.Guard
	modulo x25.Modulo // of the device
	peers  x25.Modulo // of calls to XOT peers
	link   *x25link.Link
	routes []route
	most   int           // logical channels
	grace  time.Duration // for calls after an interrupt
	log    *slog.Logger
	dump   io.Writer      // gets the packets of the device, each a line; nil: none
	up     chan struct{}  // closed when the kernel has restarted the interface
	all    sync.WaitGroup // TCP connections

	mu       sync.Mutex // of all below and of every call: what is judged first is sent first
	packets  *validate.Stream
	calls    map[uint16]*call   // of the device, by channel
	live     map[*call]struct{} // with a TCP connection
	stopping bool
	stats    statistics
}

// serve runs the gate until ctx ends and the calls are over.
func (g *gate) serve(ctx context.Context, l net.Listener, every time.Duration) error {
	g.packets = g.device.Stream(validate.Packets)
	defer g.packets.Close()
	if err := g.link.Up(); err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { l.Close() }) //nolint:errcheck // it ends either way
	if every > 0 {
		go g.report(ctx, every)
	}
	var failure error
	ended := make(chan struct{})
	go func() {
		failure = g.readKernel()
		close(ended)
		l.Close() //nolint:errcheck // it ends either way
	}()
	select { // a call before the RESTART of the kernel would be lost to it
	case <-g.up:
		g.log.Info("listening", "address", l.Addr().String(), "routes", len(g.routes))
	case <-ended:
	case <-ctx.Done():
	}
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil { // of this connection, or for want of descriptors
			g.log.Warn("accept", "error", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		c := g.newCall(fromPeers)
		g.all.Go(func() { c.run(conn) })
	}
	g.stop()
	g.link.File().SetReadDeadline(time.Unix(1, 0)) //nolint:errcheck // the end
	<-ended
	g.statistic()
	if errors.Is(failure, os.ErrDeadlineExceeded) {
		return nil
	}
	return failure
}

// stop lets calls end, and ends those that do not.
func (g *gate) stop() {
	g.mu.Lock()
	g.stopping = true
	g.mu.Unlock()
	for end := time.Now().Add(g.grace); time.Now().Before(end) && g.open() > 0; {
		time.Sleep(10 * time.Millisecond)
	}
	g.mu.Lock()
	for _, c := range g.calls {
		c.abandon(x25.ClearOutOfOrder)
		c.lost()
	}
	for c := range g.live {
		if c.lci == 0 { // one that has not called
			c.conn.Close() //nolint:errcheck // the end
		}
	}
	g.mu.Unlock()
	for end := time.Now().Add(time.Second); time.Now().Before(end) && g.open() > 0; { // the kernel confirms
		time.Sleep(10 * time.Millisecond)
	}
	g.all.Wait()
}

func (g *gate) open() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.calls)
}

// readKernel takes the kernel's packets.
func (g *gate) readKernel() error {
	for {
		b, err := g.link.Read()
		if err != nil {
			return err
		}
		if len(b) > 0 {
			g.fromKernel(b)
		}
	}
}

func (g *gate) fromKernel(b []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stats.FromKernel++
	if g.dump != nil {
		fmt.Fprintf(g.dump, "from kernel %x\n", b)
	}
	v, _ := g.packets.Check(fromKernel, b)
	if v.Action != validate.Pass {
		c := g.calls[v.Channel]
		g.rejected(&v, c)
		if c != nil && c.over && len(b) > 2 && x25.Type(b[2]) == x25.TypeClearConfirmation { // of a clear of the gate
			c.end()
		}
		return
	}
	p := v.Octets
	lci, t := binary.BigEndian.Uint16(p)&0x0fff, x25.Type(p[2])
	c := g.calls[lci]
	switch {
	case t == x25.TypeRestartRequest && lci == 0:
		g.restarted()
	case lci == 0: // a confirmation
	case t == x25.TypeCallRequest:
		if c != nil { // whose end the gate has missed
			c.end()
		}
		g.call(lci, p)
	case c == nil: // the end of a call that has no peer
	default:
		c.fromKernel(t, p)
	}
}

// restarted ends all calls and confirms.
func (g *gate) restarted() {
	if g.stats.Restarts++; g.stats.Restarts == 1 {
		close(g.up)
	}
	for _, c := range g.calls {
		c.abandon(x25.ClearOutOfOrder)
		c.end()
	}
	g.toKernel(&x25.RestartConfirmation{Header: g.header(0)}, nil)
}

// header is that of a packet on the device.
func (g *gate) header(lci uint16) x25.Header {
	return x25.Header{Format: x25.Format{Modulo: g.modulo}, LCI: lci}
}

// call takes a call of the kernel to its XOT peer.
func (g *gate) call(lci uint16, p []byte) {
	d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo}}
	packet, _ := d.Decode(p)
	peer := ""
	if request, ok := packet.(*x25.CallRequest); ok && !g.stopping {
		called, longest := request.Addresses.Called.String(), -1
		for _, r := range g.routes {
			if strings.HasPrefix(called, r.digits) && len(r.digits) > longest {
				peer, longest = r.peer, len(r.digits)
			}
		}
	}
	if peer == "" {
		g.stats.Refused++
		g.toKernel(&x25.ClearRequest{Header: g.header(lci), Cause: x25.ClearNotObtainable, Diagnostic: osi.Some(x25.DiagNone)}, nil)
		return
	}
	g.stats.Out++
	c := g.newCall(fromKernel)
	c.lci = lci
	g.calls[lci] = c
	c.toPeer(p)
	g.all.Go(func() {
		conn, err := net.DialTimeout("tcp", peer, 30*time.Second) //nolint:noctx // bounded
		if err != nil {
			g.log.Warn("XOT peer", "error", err)
			g.mu.Lock()
			c.lost()
			c.stream.Close()
			g.mu.Unlock()
			return
		}
		c.run(conn)
	})
}

// toKernel judges and sends a packet of the gate, or of c when it is not nil.
func (g *gate) toKernel(p x25.Packet, c *call) {
	b, err := p.AppendBinary(nil)
	if err != nil {
		g.log.Error("own packet", "error", err)
		return
	}
	g.pass(b, c)
}

// pass judges a packet for the kernel and sends it.
func (g *gate) pass(b []byte, c *call) {
	v, _ := g.packets.Check(fromPeers, b)
	if v.Action != validate.Pass {
		g.rejected(&v, c)
		return
	}
	g.write(v.Octets)
}

func (g *gate) write(b []byte) {
	g.stats.ToKernel++
	if g.dump != nil {
		fmt.Fprintf(g.dump, "to kernel %x\n", b)
	}
	if err := g.link.Write(b); err != nil {
		g.log.Error("device", "error", err)
	}
}

// rejected does what is suggested about a packet that the device's stream rejects, from either
// side. Answers go to its sender, notices to the other side.
func (g *gate) rejected(v *validate.Verdict, c *call) {
	kernel, peer := v.Notice, v.Answer
	if v.From == fromKernel {
		kernel, peer = v.Answer, v.Notice
	}
	g.note(v, c)
	for _, b := range kernel {
		g.write(b)
	}
	if c == nil {
		return
	}
	for _, b := range peer {
		c.toPeer(bytes.Clone(b))
	}
	switch {
	case v.Reaction != validate.ClearCall:
	case v.From == fromPeers && !v.Heard: // the kernel knows of no call
		c.end()
	default: // it confirms the clear
		c.peerCleared = true
		c.finish()
	}
}

// note counts and logs a rejection.
func (g *gate) note(v *validate.Verdict, c *call) {
	g.stats.Rejected++
	if v.Late() {
		return
	}
	peer := ""
	if c != nil && c.conn != nil {
		peer = c.conn.RemoteAddr().String()
	}
	g.log.Warn("rejected", "peer", peer, "verdict", *v)
}
