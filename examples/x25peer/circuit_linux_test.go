package x25peer

import (
	"bytes"

	"github.com/osi-go/osi/x25"
)

// A circuit is the DCE's end of a call: enough of the data phase to send and receive in order.
type circuit struct {
	*scene
	lci          uint16
	size, window int // of what the DCE sends
	most         int // the largest DATA packet that the kernel may send
	vs, ack, vr  int
	stopped      bool // RNR
	hold         bool // the DCE acknowledges nothing by itself
	part         []byte
	messages     []message
	interrupts   [][]byte
	confirmed    int // interrupts
	resets       int
}

type message struct {
	q    bool
	data []byte
}

func (c *circuit) modulus() int { return c.format.Modulo.Max() + 1 }

// pr is P(R) of what the DCE sends.
func (c *circuit) pr() uint8 { return uint8(c.vr) }

func (c *circuit) acknowledged(pr uint8) {
	inFlight := (c.vs - c.ack + c.modulus()) % c.modulus()
	if (int(pr)-c.ack+c.modulus())%c.modulus() > inFlight {
		c.Errorf("P(R) %d outside %d to %d", pr, c.ack, c.vs)
	}
	c.ack = int(pr)
}

// step takes one packet of the kernel.
func (c *circuit) step() {
	c.Helper()
	switch p := c.next().(type) {
	case *x25.Data:
		c.acknowledged(p.PR)
		if int(p.PS) != c.vr {
			c.Errorf("P(S) %d, want %d", p.PS, c.vr)
		}
		if len(p.UserData) > c.most || p.M && len(p.UserData) != c.most {
			c.Errorf("DATA of %d octets, M %v, on a call of %d", len(p.UserData), p.M, c.most)
		}
		c.vr = (c.vr + 1) % c.modulus()
		c.part = append(c.part, p.UserData...)
		if !p.M {
			c.messages = append(c.messages, message{p.Q, c.part})
			c.part = nil
		}
		if !c.hold {
			c.send(&x25.ReceiveReady{Header: c.head(c.lci), PR: c.pr()})
		}
	case *x25.ReceiveReady:
		c.acknowledged(p.PR)
		c.stopped = false
	case *x25.ReceiveNotReady:
		c.acknowledged(p.PR)
		c.stopped = true
	case *x25.Interrupt:
		c.interrupts = append(c.interrupts, bytes.Clone(p.UserData))
		c.send(&x25.InterruptConfirmation{Header: c.head(c.lci)})
	case *x25.InterruptConfirmation:
		c.confirmed++
	case *x25.ResetRequest:
		c.resets++
		c.reset()
		c.send(&x25.ResetConfirmation{Header: c.head(c.lci)})
	default:
		c.Fatalf("got %v", p)
	}
}

func (c *circuit) reset() { c.vs, c.ack, c.vr, c.part, c.stopped = 0, 0, 0, nil, false }

// write sends one M-bit sequence, as the window permits.
func (c *circuit) write(data []byte, q bool) {
	c.Helper()
	for p := range x25.Packets(x25.Data{Header: c.head(c.lci), Q: q}, data, c.size) {
		for c.stopped || (c.vs-c.ack+c.modulus())%c.modulus() >= c.window {
			c.step()
		}
		p.PS, p.PR = uint8(c.vs), c.pr()
		c.vs = (c.vs + 1) % c.modulus()
		c.send(&p)
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
	for c.vs != c.ack {
		c.step()
	}
}
