package session

import (
	"bytes"
	"errors"
	"testing"

	"github.com/osi-go/osi"
)

func segment(e Enclosure, data string) *DataTransfer {
	return &DataTransfer{Common{Enclosure: e, UserData: []byte(data)}}
}

func TestReassembler(t *testing.T) {
	t.Parallel()
	var r Reassembler
	for _, s := range []SPDU{
		segment(EnclosureFirst, "ab"), &GiveTokens{}, segment(EnclosureMiddle, "cd"), &ExpeditedData{Common{UserData: []byte{1}}},
		&Prepare{PrepareType: PrepareMajorSyncAck},
	} {
		got, done, err := r.Add(s)
		if isSegment := s.Type() == TypeDT; err != nil || isSegment != (got == nil) || done == isSegment || !r.Pending() {
			t.Fatalf("%v: %v, %v, %v", s, got, done, err)
		}
	}
	whole, done, err := r.Add(segment(EnclosureLast, "ef"))
	if err != nil || !done || r.Pending() || string(whole.common().UserData) != "abcdef" || whole.common().Enclosure != EnclosureNone {
		t.Fatalf("%+v, %v", whole, err)
	}
	single := segment(EnclosureWhole, "x")
	if got, done, err := r.Add(single); err != nil || !done || got != SPDU(single) {
		t.Errorf("%v, %v", got, err)
	}
}

// A CN with Data Overflow is joined with its CDOs, X.225 7.3; one that begins another connection
// voids it.
func TestReassembleOverflow(t *testing.T) {
	t.Parallel()
	var r Reassembler
	cn := Connect{Overflow: true}
	cn.UserData = bytes.Repeat([]byte{'a'}, MaxExtendedData)
	data := func(e Enclosure, text string) SPDU {
		return &ConnectDataOverflow{Common{Enclosure: e, UserData: []byte(text)}}
	}
	if _, _, err := r.Add(data(EnclosureLast, "x")); !errors.Is(err, osi.ErrState) {
		t.Errorf("CDO without CN: %v", err)
	}
	for range 2 {
		for _, s := range []SPDU{&cn, data(EnclosureMiddle, "bc")} {
			if got, done, err := r.Add(s); got != nil || done || err != nil || !r.Pending() {
				t.Fatalf("%v: %v, %v", s, got, err)
			}
		}
	}
	whole, _, err := r.Add(data(EnclosureLast, "d"))
	if got, ok := whole.(*Connect); err != nil || !ok || string(got.UserData) != string(cn.UserData)+"bcd" || r.Pending() {
		t.Errorf("%v, %v", whole, err)
	}
}

// TestReassembleParameters holds that the parameters come from the first SPDU, and that a MAP,
// whose later SPDUs decode as AE, is joined.
func TestReassembleParameters(t *testing.T) {
	t.Parallel()
	var r Reassembler
	d := new(Decoder)
	for i, tsdu := range [][]byte{
		{1, 0, 41, 12, 15, 1, 1, 25, 1, 1, 42, 1, '7', 193, 1, 'a'},
		{1, 0, 41, 6, 25, 1, 0, 193, 1, 'b'},
		{1, 0, 41, 6, 25, 1, 2, 193, 1, 'c'},
	} {
		if i == 0 {
			tsdu[3] = byte(len(tsdu) - 4)
		}
		spdus, err := d.TSDU(tsdu)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spdus {
			got, _, err := r.Add(s)
			if err != nil {
				t.Fatal(err)
			}
			if i == 2 && s.Type() != TypeGT {
				if m, ok := got.(*MajorSyncPoint); !ok || m.Serial.String() != "7" || string(m.UserData) != "abc" {
					t.Errorf("%+v", got)
				}
			}
		}
	}
}

// TestVoid has what makes a segmented SSDU void, 7.11.3 and 7.37, and what may not come in between.
func TestVoid(t *testing.T) {
	t.Parallel()
	reason := osi.Some(NoSpecificReason)
	for _, c := range []struct {
		s           SPDU
		data, other bool // voids a DT, any other
		fails       bool // for a DT
	}{
		{&Resynchronize{}, true, false, false},
		{&ExceptionReport{Reflect: []byte{1}}, true, false, false},
		{&ExceptionData{}, true, false, false},
		{&ActivityInterrupt{Reason: reason}, true, false, false},
		{&ActivityDiscard{Reason: reason}, true, false, false},
		{&Abort{}, true, true, false},
		{&MinorSyncPoint{}, false, false, true},
		{segment(EnclosureNone, "x"), false, false, true},
		{&TypedData{Common{UserData: []byte("x")}}, false, false, true},
	} {
		for _, first := range []SPDU{segment(EnclosureFirst, "ab"), &ActivityStart{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("ab")}}} {
			var r Reassembler
			if _, _, err := r.Add(first); err != nil {
				t.Fatal(err)
			}
			_, _, err := r.Add(c.s)
			data := first.Type() == TypeDT
			void := data && c.data || !data && c.other
			fails := data && c.fails || !data && !c.other
			if void && (err != nil || r.Pending()) || fails != errors.Is(err, osi.ErrState) || !void && !fails && !r.Pending() {
				t.Errorf("%v in a segmented %v: %v, pending %v", c.s, first, err, r.Pending())
			}
		}
	}
}

// TestVoidByPrepare has a PR between segments, X.225 7.11.2 and 7.37.2 b): it voids the SSDU, but
// may have overtaken the rest of it.
func TestVoidByPrepare(t *testing.T) {
	t.Parallel()
	dt, as := segment(EnclosureFirst, "a"), &ActivityStart{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("a")}}
	restDT, restAS := segment(EnclosureLast, "b"), &ActivityStart{Common: Common{Enclosure: EnclosureLast, UserData: []byte("b")}}
	for _, c := range []struct {
		first    SPDU
		prepares PrepareType
		next     SPDU
		want     string // user data of what comes out
		fails    bool
	}{
		{dt, PrepareResync, restDT, "ab", false},
		{dt, PrepareAbort, restDT, "ab", false},
		{dt, PrepareMajorSyncAck, restDT, "ab", false},
		{as, PrepareResync, restAS, "ab", false},
		{as, PrepareAbort, restAS, "ab", false},
		{dt, PrepareResync, &Resynchronize{}, "", false},
		{dt, PrepareAbort, &Abort{}, "", false},
		{as, PrepareAbort, &Abort{}, "", false},
		{dt, PrepareMajorSyncAck, &MajorSyncAck{}, "", true},
		{as, PrepareResync, &Resynchronize{}, "", true},
	} {
		var r Reassembler
		for _, p := range []SPDU{c.first, &Prepare{PrepareType: c.prepares}} {
			if _, _, err := r.Add(p); err != nil {
				t.Fatal(err)
			}
		}
		whole, done, err := r.Add(c.next)
		if done == c.fails || (err != nil) != c.fails || r.Pending() || done && string(whole.common().UserData) != c.want {
			t.Errorf("%v, %v, %v: %v, %v, pending %v", c.first, c.prepares, c.next, whole, err, r.Pending())
		}
	}
}

// The receiver of an SSDU voids it when it sends an RS, an AB or another of the list: the sender
// may stop, or have sent the rest already.
func TestVoidByReceiver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s       SPDU // by the sender of the SSDU, which it has begun
		pending bool // then
		whole   bool // what comes out
	}{
		{&ResynchronizeAck{}, false, true},
		{&AbortAccept{}, false, true},
		{segment(EnclosureFirst, "x"), true, false},
		{segment(EnclosureMiddle, "x"), true, false},
		{segment(EnclosureLast, "x"), false, true},
		{&GiveTokens{}, true, true},
	} {
		var r Reassembler
		if _, _, err := r.Add(segment(EnclosureFirst, "a")); err != nil {
			t.Fatal(err)
		}
		r.Void(&Resynchronize{})
		whole, _, err := r.Add(c.s)
		if err != nil || r.Pending() != c.pending || (whole != nil) != c.whole {
			t.Errorf("%v: %v, %v, pending %v", c.s, whole, err, r.Pending())
		}
	}
	var r Reassembler
	r.Void(&Resynchronize{}) // of nothing
	if _, _, err := r.Add(segment(EnclosureFirst, "a")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Add(&MinorSyncPoint{}); !errors.Is(err, osi.ErrState) {
		t.Errorf("MIP in an SSDU that is not void: %v", err)
	}
	for p, want := range map[SPDU]bool{
		&Resynchronize{}: true, &Abort{}: true, &ActivityDiscard{}: true, &Prepare{PrepareType: PrepareResync}: true,
		&Prepare{PrepareType: PrepareMajorSyncAck}: false, &ResynchronizeAck{}: false, &DataTransfer{}: false,
	} {
		if voidsSSDUs(p) != want {
			t.Errorf("%v: %v", p, !want)
		}
	}
}

// TestSegmentsAreCopied holds that the buffers of earlier segments may be used again.
func TestSegmentsAreCopied(t *testing.T) {
	t.Parallel()
	var r Reassembler
	b := []byte("ab")
	for _, e := range []Enclosure{EnclosureFirst, EnclosureLast} {
		s, _, err := r.Add(&TypedData{Common{Enclosure: e, UserData: b}})
		if err != nil {
			t.Fatal(err)
		}
		if e == EnclosureLast && !bytes.Equal(s.common().UserData, []byte("abab")) {
			t.Errorf("%q", s.common().UserData)
		}
	}
}

// A GT or PT with a Token Item stands in front of the last segment only, Table 7. In the order of
// processing it comes behind that.
func TestGivenTokens(t *testing.T) {
	t.Parallel()
	gt := &GiveTokens{Tokens: osi.Some(DataToken)}
	for i, c := range []struct {
		add  []SPDU
		rule *osi.Rule
	}{
		{[]SPDU{segment(EnclosureFirst, "a"), &GiveTokens{}, gt, segment(EnclosureLast, "b")}, nil}, // order of the octets
		{[]SPDU{segment(EnclosureFirst, "a"), &GiveTokens{}, segment(EnclosureLast, "b"), gt}, nil},
		{[]SPDU{segment(EnclosureFirst, "a"), gt, segment(EnclosureMiddle, "b")}, ruleInterrupted},
		{[]SPDU{segment(EnclosureFirst, "a"), gt, &GiveTokens{}}, ruleInterrupted},
		{[]SPDU{segment(EnclosureFirst, "a"), &GiveTokens{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("x")}, Tokens: gt.Tokens}}, ruleInterrupted},
		{[]SPDU{segment(EnclosureFirst, "a"), &GiveTokens{Common: Common{Nested: osi.Some(uint8(1))}}}, ruleInterrupted},
		{[]SPDU{&GiveTokens{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("x")}, Tokens: gt.Tokens}, &GiveTokens{Common: Common{Enclosure: EnclosureLast}}}, nil},
		{[]SPDU{&MajorSyncPoint{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("x")}}, gt, &ActivityEnd{Common: Common{Enclosure: EnclosureMiddle, UserData: []byte("y")}}}, ruleSequence},
	} {
		var r Reassembler
		var err error
		for _, s := range c.add {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			_, _, err = r.Add(s)
		}
		if e := osi.AsError(err); c.rule == nil && (err != nil || r.Pending()) || c.rule != nil && (e == nil || e.Rule != c.rule) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// The connection that an SPDU belongs to is its Nested Connection Identifier's: Amd.2.
func TestReassembleNested(t *testing.T) {
	t.Parallel()
	nested := func(e Enclosure, id uint8, data string) SPDU {
		return &DataTransfer{Common{Enclosure: e, Nested: osi.Some(id), UserData: []byte(data)}}
	}
	ex := func(e Enclosure, id uint8, data string) SPDU {
		return &ExpeditedData{Common{Enclosure: e, Nested: osi.Some(id), UserData: []byte(data)}}
	}
	other := Common{Nested: osi.Some(uint8(2))}
	for i, c := range []struct {
		add     []SPDU
		pending bool
		rule    *osi.Rule
	}{
		{[]SPDU{nested(EnclosureFirst, 1, "a"), nested(EnclosureLast, 1, "b")}, false, nil},
		{[]SPDU{nested(EnclosureFirst, 1, "a"), nested(EnclosureLast, 2, "b")}, false, ruleSegment},
		{[]SPDU{nested(EnclosureFirst, 1, "a"), segment(EnclosureLast, "b")}, false, ruleSegment},
		{[]SPDU{segment(EnclosureFirst, "a"), nested(EnclosureLast, 1, "b")}, false, ruleSegment},
		{[]SPDU{nested(EnclosureFirst, 1, "a"), &Abort{Common: other}}, true, nil},
		{[]SPDU{nested(EnclosureFirst, 1, "a"), &Abort{}}, false, nil}, // of the connection that encloses it
		{[]SPDU{segment(EnclosureFirst, "a"), &Abort{Common: other}}, true, nil},
		{[]SPDU{segment(EnclosureFirst, "a"), &Resynchronize{Resync{Common: other}}}, false, ruleInterrupted},
		{[]SPDU{segment(EnclosureFirst, "a"), &Prepare{Common: other, PrepareType: PrepareAbort}}, true, nil},
		{[]SPDU{segment(EnclosureFirst, "a"), &Connect{Common: other}}, false, ruleInterrupted},
		{[]SPDU{segment(EnclosureFirst, "a"), &Connect{}}, false, nil},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678")}, true, nil},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), &Finish{}, ex(EnclosureLast, 1, "9012")}, false, nil},
		{[]SPDU{segment(EnclosureFirst, "a"), ex(EnclosureFirst, 1, "12345678"), ex(EnclosureLast, 1, "9012")}, true, nil},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), ex(EnclosureLast, 2, "9012")}, false, ruleSegment},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), ex(EnclosureNone, 1, "9")}, false, ruleSegment},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), ex(EnclosureFirst, 1, "9")}, false, ruleSegment},
		{[]SPDU{ex(EnclosureLast, 1, "9012")}, false, ruleSegment},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), &Abort{}}, false, nil},
		{[]SPDU{ex(EnclosureFirst, 1, "12345678"), &Connect{}}, false, nil},
	} {
		var r Reassembler
		var err error
		for _, s := range c.add {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			_, _, err = r.Add(s)
		}
		if e := osi.AsError(err); r.Pending() != c.pending || c.rule == nil && err != nil || c.rule != nil && (e == nil || e.Rule != c.rule) {
			t.Errorf("%d: %v, pending %v", i, err, r.Pending())
		}
	}
	var r Reassembler
	for _, s := range []SPDU{ex(EnclosureFirst, 1, "12345678"), ex(EnclosureLast, 1, "9012")} {
		whole, done, err := r.Add(s)
		if err != nil || done != (whole != nil) || done && (string(whole.SSDU()) != "123456789012" || whole.common().Enclosure != EnclosureNone) {
			t.Errorf("%v, %v", whole, err)
		}
	}
	// an RS of the connection around it voids it, and another SSDU may begin
	for _, void := range []bool{false, true} {
		if _, _, err := r.Add(nested(EnclosureFirst, 1, "a")); err != nil {
			t.Fatal(err)
		}
		if void {
			r.Void(&Resynchronize{})
		}
		if _, _, err := r.Add(nested(EnclosureFirst, 1, "b")); r.Within() != void || (err == nil) != void {
			t.Errorf("void %v: %v, within %v", void, err, r.Within())
		}
	}
}

// Types that share an SI are not joined: what began the sequence tells the type, 8.4.2.1.1.
func TestReassembleSharedIdentifiers(t *testing.T) {
	t.Parallel()
	c := Common{Enclosure: EnclosureFirst, UserData: []byte("a")}
	last := Common{Enclosure: EnclosureLast, UserData: []byte("b")}
	pairs := []struct{ a, b func(Common) SPDU }{
		{func(c Common) SPDU { return &DataTransfer{c} }, func(c Common) SPDU { return &GiveTokens{Common: c} }},
		{func(c Common) SPDU { return &ActivityInterrupt{Common: c} }, func(c Common) SPDU { return &Abort{Common: c} }},
		{func(c Common) SPDU { return &ActivityEnd{Common: c} }, func(c Common) SPDU { return &MajorSyncPoint{Common: c} }},
		{func(c Common) SPDU { return &Finish{Common: c} }, func(c Common) SPDU { return &ConnectDataOverflow{c} }},
	}
	for _, p := range pairs {
		for _, swap := range []bool{false, true} {
			first, second := p.a, p.b
			if swap {
				first, second = p.b, p.a
			}
			if first(c).Type() == TypeMAP || first(c).Type() == TypeCDO {
				continue // an AE is what the second SPDU of a MAP looks like
			}
			var r Reassembler
			if _, _, err := r.Add(first(c)); err != nil {
				t.Fatal(err)
			}
			if s, _, err := r.Add(second(last)); osi.AsError(err) == nil || osi.AsError(err).Rule != ruleSegment {
				t.Errorf("%v joined to %v: %v, %v", second(last), first(c), s, err)
			}
		}
	}
	var r Reassembler
	ae := &ActivityEnd{Common: last}
	if r.TypeOf(ae) != TypeAE {
		t.Error("an AE is an AE")
	}
	if _, _, err := r.Add(&MajorSyncPoint{Common: c}); err != nil || r.TypeOf(ae) != TypeMAP || r.TypeOf(&ActivityEnd{}) != TypeAE || r.TypeOf(&Finish{}) != TypeFN {
		t.Error(err, r.TypeOf(ae))
	}
}
