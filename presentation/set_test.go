package presentation_test

import (
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

func contexts(ids ...int64) []presentation.Context {
	list := make([]presentation.Context, 0, len(ids))
	for _, id := range ids {
		list = append(list, presentation.Context{
			ID: id, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: []osi.OID{presentation.BasicEncoding()},
		})
	}
	return list
}

// acceptAll returns a CPA that accepts every context of cp.
func acceptAll(cp *presentation.Connect) *presentation.ConnectAccept {
	cpa := cp.Accept(func(*presentation.Context) presentation.Result { return presentation.Result{} })
	cpa.Requirements, cpa.Options = cp.Requirements, cp.Options
	return cpa
}

func established(t *testing.T, cp *presentation.Connect) presentation.ContextSet {
	t.Helper()
	cp.Requirements = presentation.ContextManagement
	set, err := presentation.Established(cp, acceptAll(cp))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func ids(s presentation.ContextSet) (list []int64) {
	for c := range s.All() {
		list = append(list, c.ID)
	}
	return list
}

func ruleOf(err error) string {
	if e := osi.AsError(err); e != nil {
		return e.ID
	}
	return ""
}

// A CPA made from a CP has a result for each context, in their order.
func TestAccept(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Contexts: contexts(1, 3, 5)}
	cpa := cp.Accept(func(c *presentation.Context) presentation.Result {
		if c.ID == 3 {
			return presentation.Result{Outcome: presentation.UserRejection}
		}
		return presentation.Result{}
	})
	b, err := cpa.AppendBinary(nil)
	if err != nil || len(cpa.Results) != 3 {
		t.Fatal(err, cpa.Results)
	}
	if cpa, err = presentation.ParseAccept(b); err != nil {
		t.Fatal(err)
	}
	set, err := presentation.Established(cp, cpa)
	if err != nil || !slices.Equal(ids(set), []int64{1, 5}) || set.Defined() != 3 {
		t.Errorf("%v, %d, %v", ids(set), set.Defined(), err)
	}
	none := (&presentation.Connect{Mode: osi.X410Mode}).Accept(nil)
	if none.Mode != osi.X410Mode || none.Results != nil {
		t.Errorf("%+v", none)
	}
}

// Members are found whatever the order in which they were defined.
func TestMembers(t *testing.T) {
	t.Parallel()
	set := established(t, &presentation.Connect{Contexts: contexts(9, 1, 5)})
	for _, add := range [][]int64{{3}, {11, 7}} {
		ac := &presentation.AlterContext{Additions: contexts(add...)}
		var err error
		if set, err = set.Propose(presentation.Initiator, ac); err != nil {
			t.Fatal(err)
		}
		if set, err = set.Alter(ac, &presentation.AlterContextAcknowledge{}); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(ids(set), []int64{1, 3, 5, 7, 9, 11}) || set.Defined() != 6 {
		t.Errorf("%v", ids(set))
	}
	for id := range int64(14) {
		if c, ok := set.Lookup(id); ok != (id&1 == 1 && id < 13) || ok && c.ID != id {
			t.Errorf("%d: %v", id, ok)
		}
	}
}

// An operation leaves the set it is applied to as it was.
func TestSetIsAValue(t *testing.T) {
	t.Parallel()
	set := established(t, &presentation.Connect{Contexts: contexts(1, 3)})
	ac := &presentation.AlterContext{Additions: contexts(5), Deletions: []int64{1}}
	proposed, err := set.Propose(presentation.Initiator, ac)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if after, err := proposed.Alter(ac, &presentation.AlterContextAcknowledge{}); err != nil || !slices.Equal(ids(after), []int64{3, 5}) {
			t.Errorf("%v, %v", ids(after), err)
		}
		other := &presentation.AlterContext{Additions: contexts(7)}
		if after, err := proposed.Alter(other, &presentation.AlterContextAcknowledge{}); err != nil || !slices.Equal(ids(after), []int64{1, 3, 7}) {
			t.Errorf("%v, %v", ids(after), err)
		}
	}
	if !slices.Equal(ids(set), []int64{1, 3}) || set.Defined() != 2 || proposed.Defined() != 3 ||
		proposed.Requirements() != presentation.ContextManagement {
		t.Errorf("%v, %d, %d", ids(set), set.Defined(), proposed.Defined())
	}
	if _, err := set.Propose(presentation.Initiator, ac); err != nil {
		t.Errorf("the set noted what its successor did: %v", err)
	}
}

// What the sender of an AC may use until he has the ACA, X.226 6.1.2 d.
func TestWithout(t *testing.T) {
	t.Parallel()
	set := established(t, &presentation.Connect{Contexts: contexts(1, 3, 5)})
	if got := set.Without([]int64{5, 1, 9}); !slices.Equal(ids(got), []int64{3}) || set.Len() != 3 {
		t.Errorf("%v", ids(got))
	}
	u := presentation.UserData{PDVs: []presentation.PDV{{Context: 5, Offset: 7}}}
	if e := osi.AsError(set.Without([]int64{5}).Check(&u, "TD")); e == nil || e.ID != "presentation.context" || e.Offset != 7 {
		t.Errorf("a value in a context that its sender has proposed to delete: %v", e)
	}
	if set.Without(nil).Check(&u, "TD") != nil {
		t.Error("without anything deleted")
	}
}

// The set that an RS or RSA lists, X.226 6.8.4.8.
func TestListed(t *testing.T) {
	t.Parallel()
	first := established(t, &presentation.Connect{Contexts: contexts(1, 3)})
	set := first.Without([]int64{3})
	per := osi.MustOID("2.1.3.0.0")
	name := func(id int64) presentation.ContextName { return presentation.ContextName{ID: id, TransferSyntax: per} }
	rs := &presentation.Resynchronize{Contexts: []presentation.ContextName{name(3), name(1)}}
	got, err := set.Listed(rs, first)
	if c, ok := got.Lookup(3); err != nil || !slices.Equal(ids(got), []int64{1, 3}) || !ok || c.TransferSyntax != per {
		t.Errorf("%v, %v", ids(got), err)
	}
	if _, err := set.Listed(rs); ruleOf(err) != "presentation.context" || osi.AsError(err).PDU != "RS" {
		t.Errorf("a context of no set: %v", err)
	}
	rsa := &presentation.Resynchronize{Acknowledge: true, Contexts: []presentation.ContextName{name(1), name(1)}}
	if _, err := set.Listed(rsa); ruleOf(err) != "presentation.context-duplicate" || osi.AsError(err).PDU != "RSA" {
		t.Errorf("a context twice: %v", err)
	}
	if got, err = set.Listed(&presentation.Resynchronize{}); err != nil || got.Len() != 0 || got.Defined() != 2 {
		t.Errorf("no context: %v, %v", ids(got), err)
	}
}

// Each side has its own nominated context, X.226 Amd.1 6.2.6.6: the initiator's if the responder
// accepts it and the option.
func TestNominated(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Contexts: contexts(1, 3), Options: presentation.NominatedContext, NominatedContext: 3}
	cpa := acceptAll(cp)
	cpa.NominatedContext = 1
	for _, c := range []struct {
		change               func(*presentation.ConnectAccept)
		initiator, responder int64
	}{
		{func(*presentation.ConnectAccept) {}, 3, 1},
		{func(p *presentation.ConnectAccept) { p.NominatedContext = 0 }, 3, 0},
		{func(p *presentation.ConnectAccept) { p.Options, p.NominatedContext = 0, 0 }, 0, 0},
		{func(p *presentation.ConnectAccept) { p.Results[1].Outcome = presentation.UserRejection }, 0, 1},
	} {
		p := cpa.Clone()
		c.change(&p)
		set, err := presentation.Established(cp, &p)
		if err != nil || set.Nominated(presentation.Initiator) != c.initiator || set.Nominated(presentation.Responder) != c.responder {
			t.Errorf("%v: %d, %d", err, set.Nominated(presentation.Initiator), set.Nominated(presentation.Responder))
		}
		if set.Nominated(presentation.Side(2)) != 0 {
			t.Error("a third side")
		}
	}
}

// A context that is deleted is nobody's nominated context any more: it is a member of the set.
func TestNominatedDeleted(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{
		Contexts: contexts(1, 3), Requirements: presentation.ContextManagement, Options: presentation.NominatedContext, NominatedContext: 3,
	}
	set, err := presentation.Established(cp, acceptAll(cp))
	if err != nil || set.Nominated(presentation.Initiator) != 3 {
		t.Fatal(set.Nominated(presentation.Initiator), err)
	}
	set, err = set.Alter(&presentation.AlterContext{Deletions: []int64{3}}, &presentation.AlterContextAcknowledge{})
	if err != nil || set.Nominated(presentation.Initiator) != 0 {
		t.Error(set.Nominated(presentation.Initiator), err)
	}
	if !set.Simple() {
		full := &presentation.UserData{PDVs: []presentation.PDV{{Context: 1, Value: []byte{5, 0}}}}
		if err := set.CheckEncoding(presentation.Initiator, full, "TD"); err != nil {
			t.Error(err)
		}
	}
}

// Work is linear in the number of contexts, in any order: 15 000 in falling order took seconds when
// each was compared with all.
func TestManyContexts(t *testing.T) {
	t.Parallel()
	const n = 15000
	cp := &presentation.Connect{Requirements: presentation.ContextManagement}
	for i := range n {
		cp.Contexts = append(cp.Contexts, contexts(int64(2*(n-i)-1))...)
		cp.UserData.PDVs = append(cp.UserData.PDVs, presentation.PDV{Context: int64(2*(i*7919%n) + 1), Value: []byte{5, 0}})
	}
	b, err := cp.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	d := presentation.Decoder{Limits: osi.Limits{Contexts: n, Elements: 1 << 20}}
	v, err := d.Decode(presentation.SConnect, b)
	if err != nil || len(v.(*presentation.Connect).Contexts) != n {
		t.Fatal(err)
	}
	set, err := presentation.Established(cp, acceptAll(cp))
	if err != nil || set.Len() != n || set.Check(&cp.UserData, "CP") != nil {
		t.Fatal(err)
	}
	// A pair of AC and ACA that deletes all of them.
	ac := &presentation.AlterContext{}
	for c := range set.All() {
		ac.Deletions = append(ac.Deletions, c.ID)
	}
	if set, err = set.Propose(presentation.Responder, ac); err != nil {
		t.Fatal(err)
	}
	if set, err = set.Alter(ac, &presentation.AlterContextAcknowledge{}); err != nil || set.Len() != 0 || set.Defined() != n {
		t.Fatal(set.Len(), set.Defined(), err)
	}
	cp.Contexts[n-1].ID = cp.Contexts[0].ID
	if _, err = cp.AppendBinary(nil); ruleOf(err) != "presentation.context-duplicate" {
		t.Errorf("the last like the first: %v", err)
	}
}

// Which encoding of user data X.226 8.4 wants on an established connection.
func TestCheckEncoding(t *testing.T) {
	t.Parallel()
	type proposal struct {
		contexts  []int64
		units     presentation.Requirements
		nominated int64 // of the initiator
	}
	simple := presentation.UserData{Simple: []byte{5, 0}, Offset: 4}
	full := func(list ...int64) *presentation.UserData {
		u := new(presentation.UserData)
		for _, id := range list {
			u.PDVs = append(u.PDVs, presentation.PDV{Context: id, Value: []byte{5, 0}, Offset: 9})
		}
		return u
	}
	for name, c := range map[string]struct {
		proposal
		by     presentation.Side
		u      *presentation.UserData
		offset int // of the fault; 0: none
	}{
		"nothing":                       {proposal{contexts: []int64{1, 3}}, presentation.Initiator, new(presentation.UserData), 0},
		"default context":               {proposal{}, presentation.Initiator, &simple, 0},
		"default context, full":         {proposal{}, presentation.Initiator, full(1), 9},
		"one context":                   {proposal{contexts: []int64{1}}, presentation.Responder, &simple, 0},
		"one context, full":             {proposal{contexts: []int64{1}}, presentation.Responder, full(1), 9},
		"one, management":               {proposal{contexts: []int64{1}, units: 1}, presentation.Responder, full(1), 0},
		"one, management, simple":       {proposal{contexts: []int64{1}, units: 1}, presentation.Responder, &simple, 4},
		"two contexts":                  {proposal{contexts: []int64{1, 3}}, presentation.Initiator, full(1, 3), 0},
		"two contexts, simple":          {proposal{contexts: []int64{1, 3}}, presentation.Initiator, &simple, 4},
		"nominated":                     {proposal{[]int64{1, 3}, 0, 3}, presentation.Initiator, &simple, 0},
		"nominated, full":               {proposal{[]int64{1, 3}, 0, 3}, presentation.Initiator, full(3, 3), 9},
		"nominated and another":         {proposal{[]int64{1, 3}, 0, 3}, presentation.Initiator, full(3, 1), 0},
		"nominated by the other":        {proposal{[]int64{1, 3}, 0, 3}, presentation.Responder, full(3), 0},
		"nominated by the other, plain": {proposal{[]int64{1, 3}, 0, 3}, presentation.Responder, &simple, 4},
	} {
		cp := &presentation.Connect{Contexts: contexts(c.contexts...), Requirements: c.units, NominatedContext: c.nominated}
		if c.nominated != 0 {
			cp.Options = presentation.NominatedContext
		}
		set, err := presentation.Established(cp, acceptAll(cp))
		if err != nil {
			t.Fatal(err)
		}
		e := osi.AsError(set.CheckEncoding(c.by, c.u, "TD"))
		if (e != nil) != (c.offset != 0) || e != nil && (e.ID != "presentation.encoding" || e.Offset != c.offset) {
			t.Errorf("%s: %v", name, e)
		}
	}
}

// A CPR is held against its CP where it says something about contexts, X.226 6.2.4.4.
func TestCheckReject(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Contexts: contexts(1, 3)}
	user := presentation.Result{Outcome: presentation.UserRejection}
	for name, c := range map[string]struct {
		cpr  presentation.ConnectReject
		want string
	}{
		"no results":   {presentation.ConnectReject{}, ""},
		"two results":  {presentation.ConnectReject{Results: []presentation.Result{user, user}}, ""},
		"one result":   {presentation.ConnectReject{Results: []presentation.Result{user}}, "presentation.result-count"},
		"empty list":   {presentation.ConnectReject{Results: []presentation.Result{}}, "presentation.result-count"},
		"another mode": {presentation.ConnectReject{Mode: osi.X410Mode, X410: []byte{}}, "presentation.mode-other"},
		"syntax of a rejection": {presentation.ConnectReject{Results: []presentation.Result{
			user, {Outcome: presentation.UserRejection, TransferSyntax: osi.MustOID("2.1.2.0")},
		}}, "presentation.result-proposed"},
	} {
		if err := presentation.CheckReject(cp, &c.cpr); ruleOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Values are held against a long context list in any order; one of a context that is not proposed
// is found.
func TestLongLists(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]int{"rising": 1, "mixed": 37} {
		cp := new(presentation.Connect)
		for i := range 100 {
			cp.Contexts = append(cp.Contexts, contexts(int64(2*(i*step%100)+1))...)
			cp.UserData.PDVs = append(cp.UserData.PDVs, presentation.PDV{Context: int64(2*i + 1), Value: []byte{5, 0}})
		}
		b, err := cp.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := presentation.ParseConnect(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, id := range []int64{2, 100, 200, 201} {
			cp.UserData.PDVs[50].Context = id
			if _, err := cp.AppendBinary(nil); ruleOf(err) != "presentation.context" || osi.AsError(err).Got != int(id) {
				t.Errorf("%s: context %d: %v", name, id, err)
			}
		}
		cp.UserData.PDVs[50].Context = 101
		cp.Contexts[99].ID = cp.Contexts[40].ID
		if _, err := cp.AppendBinary(nil); ruleOf(err) != "presentation.context-duplicate" {
			t.Errorf("%s: an identifier twice: %v", name, err)
		}
	}
}

// An identifier is never used again, and the others of its parity are free, in whatever order a
// side allots them: 6.5.2.1.
func TestUsedIdentifiers(t *testing.T) {
	t.Parallel()
	cp := &presentation.Connect{Requirements: presentation.ContextManagement}
	empty, err := presentation.Established(cp, &presentation.ConnectAccept{Requirements: presentation.ContextManagement})
	if err != nil {
		t.Fatal(err)
	}
	list := func(ids ...int64) *presentation.AlterContext {
		ac := &presentation.AlterContext{}
		for _, id := range ids {
			ac.Additions = append(ac.Additions, presentation.Context{ID: id, TransferSyntaxes: []osi.OID{presentation.BasicEncoding()}})
		}
		return ac
	}
	for _, acs := range [][][]int64{ // by the initiator
		{{1}, {3}, {5, 7}, {9}},
		{{5}, {1}, {9, 7}, {3}, {13}, {11}},
		{{3}, {5}, {11, 15}, {7}, {13}, {9}, {1}},
		{{9, 5, 1}, {3, 7}},
		{{15}, {1}, {7}, {11}, {5}, {3}},
	} {
		for by, shift := range map[presentation.Side]int64{presentation.Initiator: 0, presentation.Responder: 1} {
			set, used := empty, map[int64]bool{}
			for _, ids := range acs {
				own := make([]int64, len(ids))
				for i, id := range ids {
					own[i] = id + shift // the responder has the even ones: 2 for 1
					used[own[i]] = true
				}
				before := set
				if set, err = set.Propose(by, list(own...)); err != nil {
					t.Fatalf("%v, %v: %v", acs, own, err)
				}
				if before.Defined()+len(ids) != set.Defined() {
					t.Errorf("%v: %d are used", acs, set.Defined())
				}
				for id := int64(1); id < 20; id++ {
					if id&1 == 1 != (by == presentation.Initiator) {
						continue
					}
					_, err := set.Propose(by, list(id))
					if used[id] != (ruleOf(err) == "presentation.context-reused") {
						t.Errorf("%v behind %v: %d is used: %v, %v", acs, own, id, used[id], err)
					}
				}
			}
		}
	}
}
