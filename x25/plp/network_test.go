package plp_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A netEnd is one end of two that move NSDUs: what has been sent to it waits in its inbox.
type netEnd struct {
	plp.Network
	peer  *netEnd
	inbox [][]byte
	got   [][]byte
	sent  [][]byte // since the last reset, and not yet compared
	asked int      // receipts asked for
	ack   int      // receipts had
	loses func() bool
}

func newNetPair(t testing.TB, change func(*plp.Profile)) (dte, dce *netEnd) {
	t.Helper()
	ends := [2]*netEnd{{}, {}}
	for i, side := range []plp.Side{plp.DTE, plp.DCE} {
		p := plp.Profile{Side: side, Permanent: 1, TwoWay: plp.ChannelRange{First: 2, Last: 5}}
		if change != nil {
			change(&p)
		}
		m, err := plp.New(p)
		must(t, err)
		ends[i].Machine, ends[i].peer = m, ends[1-i]
	}
	return ends[0], ends[1]
}

func (n *netEnd) transmit(p x25.Packet) error {
	b, err := p.AppendBinary(nil)
	n.peer.inbox = append(n.peer.inbox, b)
	return err
}

func (n *netEnd) outcome(o plp.Outcome) error {
	for _, p := range o.Packets {
		if err := n.transmit(p); err != nil {
			return err
		}
	}
	return nil
}

// arrive takes the first packet of the inbox.
func (n *netEnd) arrive() (plp.Delivery, error) {
	b := n.inbox[0]
	n.inbox = n.inbox[1:]
	f := n.Machine.Format()
	f.Sender = f.Sender.Opposite()
	d := x25.Decoder{Format: f}
	p, err := d.Decode(b)
	if err != nil {
		return plp.Delivery{}, err
	}
	if _, data := p.(*x25.Data); data && n.loses != nil && n.loses() {
		return plp.Delivery{}, nil
	}
	o, err := n.Receive(p)
	if o.NSDU != nil {
		n.got = append(n.got, bytes.Clone(o.NSDU))
	}
	n.ack += o.Receipts
	if err := n.outcome(o.Outcome); err != nil {
		return o, err
	}
	return o, err
}

// say sends a packet of the user.
func (n *netEnd) say(p x25.Packet) error {
	o, err := n.Request(p)
	if err != nil {
		return err
	}
	if err := n.transmit(p); err != nil {
		return err
	}
	return n.outcome(o)
}

// flush sends what the window lets pass on a channel.
func (n *netEnd) flush(lci uint16) error {
	for {
		p, _ := n.Next(lci)
		if p == nil {
			return nil
		}
		if err := n.transmit(p); err != nil {
			return err
		}
	}
}

// settle lets everything arrive, and sends what windows let pass.
func settle(t testing.TB, lci uint16, ends ...*netEnd) {
	t.Helper()
	for more := true; more; {
		more = false
		for _, n := range ends {
			must(t, n.flush(lci))
			for len(n.inbox) > 0 {
				_, err := n.arrive()
				must(t, err)
				more = true
			}
			must(t, n.flush(lci))
		}
		for _, n := range ends {
			more = more || len(n.inbox) > 0
		}
	}
}

func (n *netEnd) connect(t testing.TB, lci uint16) {
	t.Helper()
	must(t, n.say(&x25.CallRequest{Header: n.Machine.Header(lci), D: true}))
	_, err := n.peer.arrive()
	must(t, err)
	must(t, n.peer.say(&x25.CallAccepted{Header: n.peer.Machine.Header(lci), D: true}))
	_, err = n.arrive()
	must(t, err)
}

// NSDUs of any length arrive whole and in order, and receipts come for those that ask.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for _, lci := range []uint16{1, 3} {
		a, b := newNetPair(t, nil)
		if lci != 1 {
			a.connect(t, lci)
		}
		for _, size := range []int{1, 127, 128, 129, 256, 257, 5000} {
			nsdu := bytes.Repeat([]byte{byte(size)}, size)
			must(t, a.Data(lci, nsdu, size%2 == 0))
			if !a.Busy(lci) || a.Data(lci, nsdu, false) == nil {
				t.Error("two NSDUs in hand")
			}
			settle(t, lci, a, b)
			if a.Busy(lci) || len(b.got) != 1 || !bytes.Equal(b.got[0], nsdu) {
				t.Errorf("%d octets: %d NSDUs", size, len(b.got))
			}
			b.got = nil
		}
		if a.ack != 3 {
			t.Errorf("%d receipts", a.ack)
		}
	}
}

// What the network service does not allow ends the call, or is refused.
func TestNetworkRefuses(t *testing.T) {
	t.Parallel()
	data := func(f func(*x25.Data)) x25.Packet {
		p := &x25.Data{Header: x25.Header{LCI: 3}, UserData: []byte{1}}
		f(p)
		return p
	}
	for name, c := range map[string]struct {
		p    x25.Packet
		rule string
		want string
	}{
		"Q":             {data(func(p *x25.Data) { p.Q = true }), "x25.service-q", "10031300E2"},
		"D and M":       {data(func(p *x25.Data) { p.D, p.M = true, true }), "x25.service-more", "10031300E2"},
		"INTERRUPT":     {&x25.Interrupt{Header: x25.Header{LCI: 3}, UserData: []byte{1}}, "x25.service-interrupt", "10031300E2"},
		"too long":      {data(func(p *x25.Data) { p.UserData = make([]byte, 11) }), "x25.sequence-limit", "10031300E2"},
		"Q, window 7":   {data(func(p *x25.Data) { p.Q = true }), "x25.service-q", "10031300E2"},
		"empty":         {data(func(p *x25.Data) { p.UserData = nil }), "", "100321"},
		"a good one":    {data(func(*x25.Data) {}), "", "100321"},
		"an error of d": {data(func(p *x25.Data) { p.PS = 5 }), "plp.ps", "10031B0501"},
	} {
		a, b := newNetPair(t, nil)
		b.Limits.TSDU = 10
		if name == "Q, window 7" { // DATA is not confirmed at once: T24 starts, and does not
			p := plp.Profile{Side: plp.DCE, Window: 7, TwoWay: plp.ChannelRange{First: 2, Last: 5}}
			b.Machine = newEnd(t, p).Machine
		}
		a.connect(t, 3)
		d, err := b.Receive(c.p)
		var got []string
		for _, p := range d.Packets {
			raw, err := p.AppendBinary(nil)
			must(t, err)
			got = append(got, fmt.Sprintf("%X", raw))
		}
		if want := map[string]string{"10031300E2": "T13", "10031B0501": "T12"}[c.want]; d.Start.String() != want {
			t.Errorf("%s: starts %v", name, d.Start)
		}
		if c.rule == "" && err != nil || c.rule != "" && ruleID(err) != c.rule || len(got) != 1 || (d.NSDU != nil) != (name == "a good one") {
			t.Errorf("%s: %v, %v", name, err, got)
		}
		if len(got) == 1 && got[0] != c.want {
			t.Errorf("%s: %s", name, got[0])
		}
	}
	a, _ := newNetPair(t, nil)
	for _, c := range []struct {
		lci     uint16
		nsdu    string
		receipt bool
		rule    string
	}{
		{3, "a", false, "plp.p1"},
		{9, "a", false, "plp.unassigned"},
		{1, "", false, "plp.empty-nsdu"},
		{1, "a", false, ""},
		{1, "b", false, "plp.busy"},
	} {
		if err := a.Data(c.lci, []byte(c.nsdu), c.receipt); (err == nil) != (c.rule == "") || err != nil && (ruleID(err) != c.rule || osi.AsError(err).Offset != 0) {
			t.Errorf("%q on %d: %v", c.nsdu, c.lci, err)
		}
	}
	if p, _ := a.Next(3); p != nil || a.Busy(3) {
		t.Error("a channel that has nothing sends")
	}
	must(t, a.say(&x25.ResetRequest{Header: a.Machine.Header(1)}))
	if err := a.Data(1, []byte{1}, false); ruleID(err) != "plp.d2" || a.Busy(1) {
		t.Errorf("%v", err)
	}
	a.LinkReset()
	if err := a.Data(1, []byte{1}, false); ruleID(err) != "plp.r2" {
		t.Errorf("%v", err)
	}
	x, _ := newNetPair(t, nil)
	must(t, x.say(&x25.CallRequest{Header: x.Machine.Header(3)}))
	_, err := x.Receive(&x25.CallAccepted{Header: x.Machine.Header(3)})
	must(t, err)
	if err := x.Data(3, []byte{1}, true); ruleID(err) != "plp.receipt" {
		t.Errorf("%v", err)
	}
}

// Class 0 of the transport protocol runs over the network service: CR, CC and a TSDU in two DT.
func TestTransport(t *testing.T) {
	t.Parallel()
	const lci = 3
	a, b := newNetPair(t, nil)
	a.connect(t, lci)
	var ends [2]class0.Machine
	exchange := func(from, to int, p transport.TPDU) {
		t.Helper()
		nets := [2]*netEnd{a, b}
		must(t, ends[from].Send(p))
		octets, err := p.AppendBinary(nil)
		must(t, err)
		must(t, nets[from].Data(lci, octets, false))
		settle(t, lci, a, b)
		if len(nets[to].got) != 1 {
			t.Fatalf("%d NSDUs", len(nets[to].got))
		}
		d := transport.Decoder{Format: ends[to].Format()}
		got, err := d.Decode(nets[to].got[0])
		must(t, err)
		nets[to].got = nil
		_, err = ends[to].Receive(got)
		must(t, err)
	}
	exchange(0, 1, &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1}})
	exchange(1, 0, &transport.ConnectionConfirm{DstRef: 1, Connection: transport.Connection{SrcRef: 2}})
	exchange(0, 1, &transport.Data{UserData: make([]byte, 60)})
	exchange(0, 1, &transport.Data{UserData: make([]byte, 61), EOT: true})
	if ends[0].State() != class0.OPEN || ends[1].State() != class0.OPEN {
		t.Errorf("%v, %v", ends[0].State(), ends[1].State())
	}
}

// An NSDU of more than one packet.
func ExampleNetwork() {
	m, err := plp.New(plp.Profile{Permanent: 1, PacketSize: 16})
	if err != nil {
		panic(err)
	}
	n := plp.Network{Machine: m}
	if err := n.Data(1, []byte("an NSDU that is longer than two of its packets"), false); err != nil {
		panic(err)
	}
	send := func() {
		for p, _ := n.Next(1); p != nil; p, _ = n.Next(1) {
			fmt.Printf("P(S) %d, M %t: %q\n", p.PS, p.M, p.UserData)
		}
	}
	send()
	d, err := n.Receive(&x25.ReceiveReady{Header: x25.Header{LCI: 1}, PR: 1})
	fmt.Println(d.Indications, err)
	send()
	fmt.Println("busy:", n.Busy(1))
	// Output:
	// P(S) 0, M true: "an NSDU that is "
	// P(S) 1, M true: "longer than two "
	// confirmed <nil>
	// P(S) 2, M false: "of its packets"
	// busy: false
}

// DATA that answers carries P(R), so that no RR need be sent; with ManualReceipt it repeats the
// P(R) sent last.
func TestNetworkAcknowledges(t *testing.T) {
	t.Parallel()
	for manual, want := range map[plp.Manual]uint8{0: 1, plp.ManualReceipt: 0} {
		a, _ := newNetPair(t, func(p *plp.Profile) { p.Acknowledge, p.Window, p.Manual = 5, 7, manual })
		p, err := x25.Parse(octets(t, "10010041"))
		must(t, err)
		if o, err := a.Machine.Receive(p); err != nil || len(o.Packets) != 0 {
			t.Fatal(o, err)
		}
		must(t, a.Data(1, []byte("a"), false))
		if p, _ := a.Next(1); p == nil || p.PR != want || p.PS != 0 {
			t.Errorf("manual %v: %+v, want P(R) %d", manual, p, want)
		}
	}
}
