package validate_test

import (
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// Stand between a peer and an MTA, in the direction from the peer.
func ExampleStream_Check() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.TPKTs)
	defer s.Close()

	peer, sent := net.Pipe()
	go func() {
		hello, _ := hex.DecodeString("0300000b06e00000000100" + "0300000b07e00000000100") // a CR, and one with a wrong length
		sent.Write(hello)
		io.Copy(io.Discard, sent)
	}()
	forward := func(mta string, b []byte) { fmt.Printf("to %s: %x\n", mta, b) }

	buf := make([]byte, 4096)
	for !s.Closed() {
		n, err := peer.Read(buf)
		if err != nil {
			return
		}
		for rest := buf[:n]; len(rest) > 0; {
			var v validate.Verdict
			v, rest = s.Check(stack.FromInitiator, rest)
			switch v.Action {
			case validate.Pass:
				forward("MTA", v.Octets)
			case validate.Hold: // a part: read on
			case validate.Reject:
				fmt.Println(v.Err)
				for _, answer := range v.Answer {
					forward("peer", answer)
					peer.Write(answer)
				}
				fmt.Println(v.Reaction)
			}
		}
	}
	// Output:
	// to MTA: 0300000b06e00000000100
	// transport: CR header: truncated: got 7, want 8 (octet 0, X.224 13.2.1)
	// to peer: 0300000c0770000100c10107
	// disconnect transport
}

// A policy for an MTA that takes X.400 alone, and only under its own selector.
func ExamplePolicy() {
	policy := validate.Default()
	policy.CalledTSAPs = [][]byte{[]byte("MTA1")}
	policy.ApplicationContexts = []osi.OID{osi.MustOID("2.6.0.1.6")} // id-ac-mts-transfer
	policy.Limits.TSDU = 256 << 10
	policy.Memory = 64 << 20
	guard, err := validate.New(policy)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.TPKTs)
	cr, _ := hex.DecodeString("0300001106e00000000100c2044d544132")
	cr[4] = 12
	v, _ := s.Check(stack.FromInitiator, cr)
	fmt.Println(v.Err)
	fmt.Printf("%s, answer %x\n", v.Reaction, v.Answer)
	// Output:
	// transport: CR called TSAP-ID: unsupported (octet 0, policy)
	// disconnect transport, answer [0300000b06800001000001]
}

// Answer a peer whose session PDU is broken: the answer is an ABORT in a DT.
func ExampleVerdict_answer() {
	policy := validate.Default()
	guard, err := validate.New(policy)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.TSDUs)
	cn, _ := hex.DecodeString("0d0b0506130100160102140200")
	v, _ := s.Check(stack.FromInitiator, cn)
	fmt.Println(v.Err)
	fmt.Printf("%s, answer %x\n", v.Reaction, v.Answer)
	// Output:
	// session: CN length indicator: bad length: got 2, want 1 (octet 11, X.225 8.2.5)
	// abort session, answer [190e1101053109061301001601021402]
}

// Keep what was rejected, for Wireshark.
func ExampleQuarantine() {
	dir, err := os.MkdirTemp("", "quarantine")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: filepath.Join(dir, "rejected.pcapng"), Size: 1 << 20, Files: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	guard, err := validate.New(validate.Strict())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.TPKTs)
	v, _ := s.Check(stack.FromInitiator, []byte{4, 0, 0, 7})
	fmt.Println(q.Put(validate.TPKTs, &v, time.Now(), "192.0.2.1:1024"), q.Close())
	// Output: true <nil>
}
