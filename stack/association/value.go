package association

import (
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// takeValue takes a value of the application, or an RTSE APDU.
func (a *Association) takeValue(ev *stack.Event) {
	in := &a.in
	if !in.deliver {
		return
	}
	if n := len(in.values); n > in.from && aliases(in.values[n-1].Octets, ev.Octets) { // in an APDU of RTSE
		return
	}
	v := stack.Value{Octets: ev.Octets}
	set := a.presentation.Contexts()
	switch {
	case in.apdu != nil:
		v.Context = externalAt(in.apdu, int(ev.Offset-in.unit.Offset))
	case in.ppdu != nil:
		if u, _ := dataOf(in.ppdu); u != nil {
			v.Context = contextAt(u, int(ev.Offset-in.pdu.Offset))
		}
	}
	if c, ok := set.Lookup(v.Context); ok {
		v.AbstractSyntax = c.AbstractSyntax
	} else if a.cp != nil {
		if c, ok := a.cp.Lookup(v.Context); ok {
			v.AbstractSyntax = c.AbstractSyntax
		}
	}
	in.values = append(in.values, v)
}

// aliases reports whether part aliases b.
func aliases(b, part []byte) bool {
	if len(part) == 0 || len(part) > len(b) {
		return false
	}
	for i := 0; i <= len(b)-len(part); i++ {
		if &b[i] == &part[0] {
			return true
		}
	}
	return false
}

// contextAt returns the context of the value at off in its PPDU.
func contextAt(u *presentation.UserData, offset int) (id int64) {
	for i := range u.PDVs {
		if i > 0 && u.PDVs[i].Offset > offset {
			break
		}
		id = u.PDVs[i].Context
	}
	return id
}

// externalAt returns the context of the EXTERNAL at an offset in its APDU.
func externalAt(p acse.APDU, offset int) (id int64) {
	list, start := acse.InformationOf(p)
	for x := range list.All() {
		if start+x.Offset > offset {
			break
		}
		id = x.IndirectReference.Value
	}
	return id
}
