package main

import (
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Literal octets of a call from modulo 128, the kernel's, to modulo 8, and back.
func TestMixer(t *testing.T) {
	t.Parallel()
	m := mixer{modulo: [2]x25.Modulo{x25.Modulo128, x25.Modulo8}}
	for _, one := range []struct {
		name     string
		from     osi.Direction
		in, want string
	}{
		{"CALL, windows 20 and 3", fromKernel, "20010b44210011000643" + "1403" + "420707" + "01000000", "10010b44210011000643" + "0703" + "420707" + "01000000"},
		{"CALL-ACC without facility 43", fromPeers, "10010f", "20010f" + "00" + "03" + "430703"},
		{"DATA, P(S) 0, M", fromKernel, "20010001" + "aa", "100110" + "aa"},
		{"DATA, P(S) 1, Q and D", fromKernel, "e0010200" + "bb", "d00102" + "bb"},
		{"RR 2", fromPeers, "100141", "20010104"},
		{"DATA of the peer, P(S) 0, P(R) 2", fromPeers, "100140" + "cc", "20010004" + "cc"},
		{"RNR 1", fromKernel, "20010502", "100125"},
		{"INTERRUPT", fromPeers, "10012307", "20012307"},
		{"INTERRUPT CONFIRMATION", fromKernel, "200127", "100127"},
		{"RESET", fromKernel, "20011b0000", "10011b0000"},
		{"RESET CONFIRMATION", fromPeers, "10011f", "20011f"},
		{"DATA, P(S) 0 again", fromKernel, "20010000" + "dd", "100100" + "dd"},
		{"CLEAR", fromPeers, "10011300f1", "20011300f1"},
		{"CALL, window 2", fromPeers, "10020b0000034302" + "02", "20020b0000034302" + "02"},
		{"CALL-ACC, window 2", fromKernel, "20020f", "10020f"},
	} {
		in, err := hex.DecodeString(one.in)
		if err != nil {
			t.Fatal(err)
		}
		b, err := m.translate(one.from, in)
		if got := hex.EncodeToString(b); err != nil || got != one.want {
			t.Errorf("%s: %s, want %s (%v)", one.name, got, one.want, err)
		}
		if hex.EncodeToString(in) != one.in {
			t.Errorf("%s: the input has changed", one.name)
		}
	}
	for range 20 { // P(S) goes round both moduli
		if _, err := m.translate(fromKernel, []byte{0x20, 2, 0, 0}); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := m.translate(fromPeers, []byte{0x10, 2, 0x81}); err != nil || b[3] != 4<<1 {
		t.Errorf("% x, %v", b, err)
	}
	if _, err := m.translate(fromPeers, []byte{0x10, 2, 0x0b}); err == nil {
		t.Error("a CALL of three octets")
	}
}

// A peer that answers in another modulo than that of the call, in which the kernel is.
func TestMixerOfAnswers(t *testing.T) {
	t.Parallel()
	m := mixer{}
	for _, one := range []struct {
		from     osi.Direction
		in, want string
	}{
		{fromKernel, "10010b0000", "10010b0000"},
		{fromPeers, "20010f", "10010f"},
		{fromKernel, "100100aa", "100100aa"},
		{fromKernel, "100102aa", "100102aa"},
		{fromPeers, "20010004bb", "100140bb"},
		{fromPeers, "20010205cc", "100152cc"},
		{fromKernel, "100141", "100141"},
		{fromKernel, "10011b0000", "10011b0000"},
		{fromPeers, "20011f", "10011f"},
		{fromPeers, "20010000dd", "100100dd"},
		{fromPeers, "20011300f1", "10011300f1"},
	} {
		in, _ := hex.DecodeString(one.in)
		b, err := m.translate(one.from, in)
		if got := hex.EncodeToString(b); err != nil || got != one.want {
			t.Errorf("%s: %s, want %s (%v)", one.in, got, one.want, err)
		}
	}
}

// A walker is one end of a call, with what is under way from it to the mixer, and to it.
type walker struct {
	*plp.Machine
	out [][]byte
	in  []x25.Packet
}

// Two machines of different modulos exchange DATA, RR, RNR and RESET through a mixer, with packets
// under way on both sides of it: neither finds fault with the other.
func TestMixerWalk(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1613))
		window := 1 + r.IntN(7)
		mixed := mixer{modulo: [2]x25.Modulo{x25.Modulo8, x25.Modulo128}}
		var ends [2]walker
		for side := range ends {
			var err error
			ends[side].Machine, err = plp.New(plp.Profile{
				Side: plp.Side(side), Modulo: mixed.modulo[side], Window: window, BetweenDTEs: true, TwoWay: plp.ChannelRange{First: 1, Last: 1},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		send := func(from int, p x25.Packet) {
			b, err := p.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			ends[from].out = append(ends[from].out, b)
		}
		mix := func(from int) {
			b, err := mixed.translate(osi.Direction(from), ends[from].out[0])
			if err != nil {
				t.Fatal(err)
			}
			ends[from].out = ends[from].out[1:]
			p, err := (&x25.Decoder{Format: x25.Format{Modulo: mixed.modulo[from^1]}}).Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			ends[from^1].in = append(ends[from^1].in, p)
		}
		request := func(from int, p x25.Packet) {
			if _, err := ends[from].Request(p); err == nil {
				send(from, p)
			}
		}
		request(0, &x25.CallRequest{Header: ends[0].Header(1)})
		data := 0
		for range 3000 {
			side := r.IntN(2)
			e := &ends[side]
			h := e.Header(1)
			switch k := r.IntN(100); {
			case k < 35 && len(e.out) > 0:
				mix(side)
			case k < 70 && len(e.in) > 0:
				p := e.in[0]
				e.in = e.in[1:]
				o, err := e.Receive(p)
				if err != nil {
					t.Fatalf("seed %d, window %d: %v", seed, window, err)
				}
				for _, p := range o.Packets {
					send(side, p)
				}
				if o.Indications.Has(plp.IndCalled) {
					request(side, &x25.CallAccepted{Header: h})
				}
				if o.Indications.Has(plp.IndData) {
					data++
				}
			case k < 90:
				p := &x25.Data{Header: h, UserData: []byte{byte(k)}}
				p.PS, p.PR = e.Numbers(1)
				if e.Window(1) > 0 {
					request(side, p)
				}
			case k < 94:
				_, pr := e.Numbers(1)
				request(side, &x25.ReceiveNotReady{Header: h, PR: pr})
			case k < 99:
				_, pr := e.Numbers(1)
				request(side, &x25.ReceiveReady{Header: h, PR: pr})
			case r.IntN(5) == 0:
				request(side, &x25.ResetRequest{Header: h})
			}
		}
		if data < 100 {
			t.Fatalf("seed %d: %d DATA", seed, data)
		}
	}
}
