package relay_test

import (
	"context"
	"encoding/hex"
	"errors"
	"expvar"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// Guard a connection: the MTA reads and writes as before, and gets nothing but what is valid.
func ExampleNewConn() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		slog.Error("policy", "error", err)
		return
	}
	accepted := peerSays("0300000b06e00000000100" + "0400000b06e00000000100") // a CR, and no TPKT
	conn := relay.NewConn(accepted, osi.FromInitiator, guard.Stream(validate.TPKTs), relay.Options{})
	defer conn.Close()
	request, err := io.ReadAll(conn) // as the MTA does
	fmt.Printf("%x\n%v\n", request, err)
	// Output:
	// 0300000b06e00000000100
	// relay: unit rejected from the initiator: tpkt: TPKT vrsn: bad value: got 0x04, want 0x03 (octet 0, RFC 1006 6)
}

// Stand in front of an MTA: a proxy of both directions, with a log of what it rejects.
func ExampleRun() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		slog.Error("policy", "error", err)
		return
	}
	ctx, peer, mta := context.Background(), peerSays("0400000b06e00000000100"), server()
	err = relay.Run(ctx, peer, mta, guard.Stream(validate.TPKTs), relay.Options{Verdict: func(v *validate.Verdict) {
		if v.Action == validate.Reject {
			fmt.Println("rejected", v.From, v.Err)
		}
	}})
	fmt.Println(errors.Is(err, relay.ErrRejected))
	// Output:
	// rejected initiator tpkt: TPKT vrsn: bad value: got 0x04, want 0x03 (octet 0, RFC 1006 6)
	// true
}

// Tell the causes of an end apart: the rule that the peer broke, a time-out, an end within a unit.
func ExampleError() {
	report := func(err error) {
		var e *relay.Error
		switch rule := osi.AsError(err); {
		case rule != nil:
			fmt.Println(rule.ID, rule.Clause)
		case errors.Is(err, relay.ErrIdle), errors.Is(err, relay.ErrSlow):
			fmt.Println("timeout")
		case errors.As(err, &e):
			fmt.Println(e.Reason, e.From)
		}
	}
	report(&relay.Error{Reason: relay.ErrCut, From: osi.FromResponder, Err: io.ErrUnexpectedEOF})
	report(&relay.Error{Reason: relay.ErrIdle, Err: os.ErrDeadlineExceeded})
	// Output:
	// end within a unit responder
	// timeout
}

// Answer an error without a gate: what to do about a TPDU, and what to send.
func Example_answer() {
	tpdu := []byte{7, 0xe0, 0, 0, 0, 1, 0} // a CR whose length indicator is wrong
	if _, err := transport.Parse(tpdu); err != nil {
		action, answer := transport.Answer(err, tpdu, transport.Situation{})
		frame, _ := transport.AppendTPKT(nil, answer)
		fmt.Printf("%v\n%s: %s %x\n", err, action, answer, frame)
	}
	// Output:
	// transport: CR header: truncated: got 7, want 8 (octet 0, X.224 13.2.1)
	// send: ER 0300000c0770000100c10107
}

// Export metrics: units and rules from the guard, connections and answers from the relay.
func ExampleCounters() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		slog.Error("policy", "error", err)
		return
	}
	var counters relay.Counters
	expvar.Publish("osi.units", expvar.Func(func() any { return guard.Stats() }))
	expvar.Publish("osi.connections", expvar.Func(func() any { return counters.Stats() }))

	relay.Run(context.Background(), peerSays("0400000b06e00000000100"), server(), guard.Stream(validate.TPKTs), relay.Options{Counters: &counters})
	fmt.Println(expvar.Get("osi.units"))
	fmt.Println(expvar.Get("osi.connections"))
	// Output:
	// {"Streams":0,"Memory":0,"Passed":0,"Octets":0,"Rejected":1,"Late":0,"Panics":0,"Rules":{"tpkt.version":1},"Tolerated":{}}
	// {"Open":0,"Connections":1,"FromInitiator":11,"FromResponder":0,"Answers":0,"Unanswered":0,"Ordered":0,"Ends":{"unit rejected":1}}
}

// peerSays is a connection that was accepted, whose peer has sent octets.
func peerSays(octets string) net.Conn {
	b, err := hex.DecodeString(octets)
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	go func() {
		far, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			panic(err)
		}
		far.Write(b)
		io.Copy(io.Discard, far)
		far.Close()
	}()
	near, err := l.Accept()
	if err != nil {
		panic(err)
	}
	return near
}

// server is a connection to an MTA.
func server() net.Conn { return peerSays("") }
