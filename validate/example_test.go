package validate_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"expvar"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
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

	hello, _ := hex.DecodeString("0300000b06e00000000100" + "0400000b06e00000000100") // a CR, and no TPKT
	peer := bytes.NewReader(hello)
	forward := func(to string, b []byte) { fmt.Printf("to %s: %x\n", to, b) }

	buf := make([]byte, 4096)
	for !s.Closed() {
		n, err := peer.Read(buf)
		if err != nil {
			return
		}
		for rest := buf[:n]; len(rest) > 0; {
			var v validate.Verdict
			v, rest = s.Check(osi.FromInitiator, rest)
			switch v.Action {
			case validate.Pass:
				forward("MTA", v.Octets)
			case validate.Hold: // a part: read on
			case validate.Reject:
				fmt.Println(v.Err)
				for _, answer := range v.Answer {
					forward("peer", answer)
				}
				fmt.Println(v.Reaction)
			}
		}
	}
	// Output:
	// to MTA: 0300000b06e00000000100
	// tpkt: TPKT vrsn: bad value: got 0x04, want 0x03 (octet 0, RFC 1006 6)
	// disconnect transport
}

// A policy for an MTA that takes X.400 alone, and only under its own selector.
func ExamplePolicy() {
	policy := validate.Default()
	policy.CalledTSAPs = []osi.Selector{osi.Selector("MTA1")}
	policy.ApplicationContexts = []osi.OID{osi.MTSTransferContext()}
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
	v, _ := s.Check(osi.FromInitiator, cr)
	fmt.Println(v.Err)
	fmt.Printf("%s, answer %x\n", v.Reaction, v.Answer)
	// Output:
	// transport: CR called Transport-Selector: refused by policy
	// drop unit, answer [0300000b06800001000003]
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
	v, _ := s.Check(osi.FromInitiator, cn)
	fmt.Println(v.Err)
	fmt.Printf("%s, answer %x\n", v.Reaction, v.Answer)
	// Output:
	// session: CN length indicator: bad length: got 2, want 1 (octet 11, X.225 8.2.5)
	// abort session, answer [0c06160103320185]
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
	v, _ := s.Check(osi.FromInitiator, []byte{4, 0, 0, 7})
	fmt.Println(q.Put(validate.TPKTs, &v, time.Now(), "192.0.2.1:1024"), q.Close())
	// Output: true <nil>
}

// Publish the counters, and log what is rejected.
func ExampleGuard_Stats() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		fmt.Println(err)
		return
	}
	expvar.Publish("osi", expvar.Func(func() any { return guard.Stats() }))
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))

	s := guard.Stream(validate.NSDUs)
	v, _ := s.Check(osi.FromInitiator, []byte{6, 0xe0, 0, 0, 0, 1}) // a CR without its class
	s.Close()
	log.Warn("rejected", "unit", v)
	fmt.Println(expvar.Get("osi"))
	// Output:
	// level=WARN msg=rejected unit.action=reject unit.from=initiator unit.octets=6 unit.reaction="drop unit" unit.layer=transport unit.rule=transport.header unit.pdu=CR unit.clause="X.224 13.2.1" unit.offset=0 unit.got=6 unit.want=7
	// {"Streams":0,"Memory":0,"Passed":0,"Octets":0,"Rejected":1,"Late":0,"Panics":0,"Rules":{"transport.header":1},"Tolerated":{}}
}

// Let pass only the session PDUs that an application needs.
func ExamplePolicy_pdus() {
	policy := validate.Default()
	policy.PDUs = map[osi.Layer][]string{osi.Session: {"CN", "AC", "RF", "GT", "DT", "AB", "FN", "DN"}}
	guard, err := validate.New(policy)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.TSDUs)
	v, _ := s.Check(osi.FromInitiator, []byte{26, 0}) // an ABORT ACCEPT
	fmt.Println(v.Err)
	// Output: AA PDU: refused by policy
}

// Judge what an own session layer hands up: each SSDU with its primitive.
func ExampleStream_CheckSSDU() {
	guard, err := validate.New(validate.Strict())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.SSDUs)
	cp, _ := hex.DecodeString("310fa003800101a208a4063004020101" + "0601")
	v := s.CheckSSDU(osi.FromInitiator, presentation.SConnect, cp)
	fmt.Println(v.Action, v.Err)
	fmt.Printf("%s, with user data %x\n", v.Reaction, v.Answer)
	// Output:
	// reject ber: CP length octets: truncated: got 0, want 1 (octet 17, X.690 8.1.3)
	// abort session, with user data [30038a0100]
}

// A check of the caller's own, beside those of the standards: nobody calls outside office hours. It
// knows its connection, and is told of the PDUs that it wants.
func ExampleStream_Inspect() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		fmt.Println(err)
		return
	}
	s, peer := guard.Stream(validate.TSDUs), "192.0.2.1"
	err = s.Inspect(validate.PDUs{osi.Session: {"CN"}}, func(e *stack.Event) error {
		return fmt.Errorf("%s sends a %s: come back tomorrow", peer, e.PDU)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	cn, _ := hex.DecodeString("0d0c050613010016010214020002")
	v, _ := s.Check(osi.FromInitiator, cn)
	fmt.Println(v.Err)
	fmt.Printf("%s, answer %x\n", v.Reaction, v.Answer)
	// Output:
	// CN PDU: refused by policy: 192.0.2.1 sends a CN: come back tomorrow
	// abort session, answer [0c06160103320186]
}

// A policy kept in a file: layers, tolerances, applications and selectors stand there by name.
func ExamplePolicy_json() {
	const file = `{
		"Tolerate": "tpkt-reserved,class0-tpdu-size",
		"Order": "report",
		"CalledTSAPs": ["MTA1", "0x0001"],
		"ApplicationContexts": ["id-ac-mts-transfer", "id-ac-mts-reliable-access-88"],
		"PDUs": {"acse": ["AARQ", "AARE", "RLRQ", "RLRE", "ABRT"]}
	}`
	var policy validate.Policy
	d := json.NewDecoder(strings.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&policy); err != nil {
		fmt.Println(err)
		return
	}
	_, err := validate.New(policy)
	fmt.Println(policy.Tolerate, policy.Order, policy.CalledTSAPs, policy.ApplicationContexts, err)

	fmt.Println(json.Unmarshal([]byte(`{"Top": "seven"}`), &policy))
	// Output:
	// tpkt-reserved,class0-tpdu-size report [MTA1 0x0001] [2.6.0.1.6 2.6.0.1.2] <nil>
	// osi.Layer: no value is named "seven"
}

// A rejected unit as a line of a JSON log.
func ExampleVerdict_LogValue() {
	guard, err := validate.New(validate.Strict())
	if err != nil {
		fmt.Println(err)
		return
	}
	log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	v, _ := guard.Stream(validate.NSDUs).Check(osi.FromInitiator, []byte{6, 0xe0, 0, 0, 0, 1}) // a CR without its class
	log.Warn("rejected", "unit", v)
	// Output:
	// {"level":"WARN","msg":"rejected","unit":{"action":"reject","from":"initiator","octets":6,"reaction":"drop unit","layer":"transport","rule":"transport.header","pdu":"CR","clause":"X.224 13.2.1","offset":0,"got":6,"want":7}}
}
