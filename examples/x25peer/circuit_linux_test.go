package x25peer

import (
	"bytes"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A circuit is the DCE's end of a call: it sends and receives messages by what the machine of the
// scene says.
type circuit struct {
	*scene
	lci        uint16
	stopped    bool // RNR
	hold       bool // the DCE acknowledges nothing by itself
	part       []byte
	messages   []message
	interrupts [][]byte
	confirmed  int // interrupts
	resets     int
}

type message struct {
	q    bool
	data []byte
}

// step takes one packet of the kernel, which must be what the machine allows.
func (c *circuit) step() {
	c.Helper()
	p := c.next()
	if c.fault != nil {
		c.Error(c.fault)
	}
	c.stopped = c.heard.Has(plp.IndNotReady) || c.stopped && !c.heard.Has(plp.IndReady)
	switch p := p.(type) {
	case *x25.Data:
		c.part = append(c.part, p.UserData...)
		if !p.M {
			c.messages = append(c.messages, message{p.Q, c.part})
			c.part = nil
		}
		if !c.hold {
			c.ready()
		}
	case *x25.ReceiveReady, *x25.ReceiveNotReady:
	case *x25.Interrupt:
		c.interrupts = append(c.interrupts, bytes.Clone(p.UserData))
		c.send(&x25.InterruptConfirmation{Header: c.head(c.lci)})
	case *x25.InterruptConfirmation:
		c.confirmed++
	case *x25.ResetRequest:
		c.resets++
		c.part = nil
		c.send(&x25.ResetConfirmation{Header: c.head(c.lci)})
	default:
		c.Fatalf("got %v", p)
	}
}

// ready acknowledges all that the kernel has sent.
func (c *circuit) ready() {
	c.Helper()
	_, pr := c.dce.Numbers(c.lci)
	c.send(&x25.ReceiveReady{Header: c.head(c.lci), PR: pr})
}

// data sends one DATA packet, when the window permits.
func (c *circuit) data(p x25.Data) {
	c.Helper()
	for c.dce.Window(c.lci) <= 0 {
		c.step()
	}
	p.Header = c.head(c.lci)
	p.PS, p.PR = c.dce.Numbers(c.lci)
	c.send(&p)
}

// write sends one M-bit sequence.
func (c *circuit) write(data []byte, q bool) {
	c.Helper()
	flow, _ := c.dce.Flow(c.lci)
	for p := range x25.Packets(x25.Data{Header: c.head(c.lci), Q: q}, data, flow.PacketSize) {
		c.data(p)
	}
}

// read returns the next message of the kernel.
func (c *circuit) read() message {
	c.Helper()
	for len(c.messages) == 0 {
		c.step()
	}
	m := c.messages[0]
	c.messages = c.messages[1:]
	return m
}

// settle waits until the kernel has acknowledged everything.
func (c *circuit) settle() {
	c.Helper()
	for flow, _ := c.dce.Flow(c.lci); c.dce.Window(c.lci) < flow.Window; {
		c.step()
	}
}
