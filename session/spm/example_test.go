package spm_test

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// connect joins two machines by an S-CONNECT with the functional units u, all tokens with the
// initiator.
func connect(u session.FunctionalUnits, serial session.SerialNumber) (a, b spm.Machine) {
	a, b = spm.Connected(osi.FromInitiator, false), spm.Connected(osi.FromResponder, false)
	item := session.ConnectAcceptItem{InitialSerial: serial}
	cn := &session.Connect{ConnectAcceptItem: item, Requirements: osi.Some(u)}
	ac := &session.Accept{ConnectAcceptItem: item, Requirements: osi.Some(u)}
	say(&a, &b, cn)
	say(&b, &a, ac)
	return a, b
}

// say sends p from one machine to the other.
func say(from, to *spm.Machine, p session.SPDU) spm.Outcome {
	if err := from.Send(p); err != nil {
		fmt.Println(err)
		return spm.Outcome{}
	}
	o, err := to.Receive(p)
	if err != nil {
		fmt.Println(err)
	}
	return o
}

// Both users release at the same moment. Without tokens that is a collision: the responder of the
// connection answers last.
func Example_releaseCollision() {
	a, b := connect(session.FUDuplex, nil)
	fn, dn := &session.Finish{}, &session.Disconnect{}
	_, _ = a.Send(fn), b.Send(fn)
	fmt.Println(a.State(), b.State())
	_, _ = a.Receive(fn)
	_, _ = b.Receive(fn)
	fmt.Println(a.State(), b.State())
	o := say(&a, &b, dn)
	fmt.Println(a.State(), b.State(), &o)
	o = say(&b, &a, dn)
	fmt.Println(a.State(), b.State(), &o)
	// Output:
	// STA03 STA03
	// STA09 STA09
	// STA03 STA09 SRELcnf+
	// STA01 STA16 SRELcnf+ TDISreq
}

// Two minor synchronization points, of which one is confirmed, and a restart at the first.
func Example_resynchronize() {
	a, b := connect(session.FUDuplex|session.FUMinorSynchronize|session.FUResynchronize, session.Serial(1))
	say(&a, &b, &session.MinorSyncPoint{Serial: session.Serial(1)})
	say(&a, &b, &session.MinorSyncPoint{Serial: session.Serial(2)})
	o := say(&b, &a, &session.MinorSyncAck{Serial: session.Serial(1)})
	va, vm, _ := a.Serials()
	fmt.Println(&o, va, vm)

	tokens := osi.Some(session.TokenSetting(0).With(session.MinorToken, session.ResponderSide)) // with the acceptor
	rs := &session.Resynchronize{Resync: session.Resync{Tokens: tokens, ResyncType: osi.Some(session.ResyncRestart), Serial: session.Serial(1)}}
	o = say(&a, &b, rs)
	fmt.Println(&o, a.State(), b.State())
	o = say(&b, &a, &session.ResynchronizeAck{Resync: session.Resync{Tokens: tokens, Serial: session.Serial(1)}})
	_, vm, _ = a.Serials()
	fmt.Println(&o, vm, "tokens:", a.Tokens(), "and", b.Tokens())
	// Output:
	// SSYNmcnf 2 3
	// SRSYNind STA05A STA11A
	// SRSYNcnf 1 tokens:  and mi
}

// A transfer under an activity, and an orderly release.
func Example_activity() {
	const units = session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions // those of RTSE
	a, b := connect(units, nil)
	for _, p := range []session.SPDU{
		&session.ActivityStart{Activity: []byte{1}},
		&session.DataTransfer{Common: session.Common{UserData: []byte("part")}},
		&session.MinorSyncPoint{Serial: session.Serial(1)},
		&session.ActivityEnd{Serial: session.Serial(2)},
	} {
		o := say(&a, &b, p)
		fmt.Println(p, &o)
	}
	o := say(&b, &a, &session.ActivityEndAck{Serial: session.Serial(2)})
	fmt.Println(&o, a.Activity())
	o = say(&a, &b, &session.Finish{})
	fmt.Println(&o)
	o = say(&b, &a, &session.Disconnect{})
	fmt.Println(&o)
	// Output:
	// AS SACTSind
	// DT SDTind
	// MIP SSYNmind
	// AE SACTEind
	// SACTEcnf false
	// SRELind
	// SRELcnf+ TDISreq
}

// A user asks for what it may not do now.
func ExampleMachine_Send() {
	_, b := connect(session.FUHalfDuplex, nil)
	err := b.Send(&session.DataTransfer{})
	var e *spm.StateError
	fmt.Println(errors.As(err, &e), e.State, e.Event, osi.AsError(err).Clause)
	// Output:
	// true STA713 SDTreq X.225 Table A.9
}

// What the peer sent is a protocol error: the answer is an ABORT, and the machine waits for the
// transport connection to end.
func ExampleMachine_Answer() {
	_, b := connect(session.FUHalfDuplex, nil)
	nf := []byte{8, 0}
	var p session.NotFinished
	if err := p.Decode(nf); err != nil {
		fmt.Println(err)
	}
	_, err := b.Receive(&p)
	action, answer, o := b.Answer(err, nf, false)
	fmt.Println(action, answer, "|", &o, "|", b.State(), b.Timer())
	// Output:
	// send AB | SPABind AB-nr TIM+ | STA16 true
}

// A monitor names the first SPDU that no conforming end would have sent. The give of the token
// crosses the request for it.
func ExampleMonitor_See() {
	var w spm.Monitor
	for _, x := range []struct {
		d osi.Direction
		p session.SPDU
	}{
		{osi.FromInitiator, &session.Connect{Requirements: osi.Some(session.FUHalfDuplex)}},
		{osi.FromResponder, &session.Accept{Requirements: osi.Some(session.FUHalfDuplex)}},
		{osi.FromInitiator, &session.DataTransfer{}},
		{osi.FromInitiator, &session.GiveTokens{Tokens: osi.Some(session.DataToken)}},
		{osi.FromResponder, &session.PleaseTokens{Tokens: osi.Some(session.DataToken)}},
		{osi.FromResponder, &session.DataTransfer{}},
		{osi.FromInitiator, &session.DataTransfer{}},
	} {
		if err := w.See(x.d, x.p); err != nil {
			fmt.Println(x.d, err)
		}
	}
	// Output:
	// initiator session: DT data transfer: wrong state: got 0x01 (octet 0, X.225 Table A.9): SDTreq in STA713
}
