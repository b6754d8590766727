package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25/xot"
)

// PDUs names PDUs by layer, and by the abbreviation that their String method returns:
// {osi.Session: {"CN", "AC", …}}. MAA and AEA, which are the same octets, have the one name
// "MAA/AEA". Presentation data PDUs without an abbreviation have the name of their primitive,
// such as "S-RELEASE indication". New and Inspect refuse names that no PDU of the layer has.
type PDUs map[osi.Layer][]string

// A pduSet is a checked PDUs. nil is all PDUs.
type pduSet map[osi.Layer][]string

// pduNames has those of all PDUs that no enumeration has.
var pduNames = map[osi.Layer][]string{
	osi.XOT: {new(xot.PVCSetup).String()},
	osi.X25: {
		"DATA", "RR", "RNR", "REJ", "CALL", "CALL-ACC", "CLEAR", "CLEAR-CONF", "RESET", "RESET-CONF", "INT", "INT-CONF",
		"DIAG", "REG", "REG-CONF", "RESTART", "RESTART-CONF",
	},
	osi.Transport:    {"CR", "CC", "DR", "DC", "DT", "ED", "AK", "EA", "RJ", "ER", "UD", "UN"},
	osi.Presentation: {"CP", "CPA", "CPR", "ARU", "ARP", "AC", "ACA", "RS", "RSA", "UD"},
	osi.ACSE:         {"AARQ", "AARE", "RLRQ", "RLRE", "ABRT", "AUDT"},
	osi.RTSE:         {"RTORQ", "RTOAC", "RTORJ", "RTTP", "RTTR", "RTAB", "MTABind"},
}

// pduExists reports whether a PDU of layer l has the name.
func pduExists(l osi.Layer, name string) bool {
	for t := session.TypeCN; l == osi.Session && t <= session.TypeNL; t++ {
		if t.String() == name {
			return true
		}
	}
	for p := presentation.SData; l == osi.Presentation && p <= presentation.SUnitData; p++ {
		if p.String() == name {
			return true
		}
	}
	return slices.Contains(pduNames[l], name)
}

// set checks the names and returns a copy of p.
func (p PDUs) set() (pduSet, error) {
	if p == nil {
		return nil, nil
	}
	s := pduSet{}
	for l, list := range p {
		for _, name := range list {
			if !pduExists(l, name) {
				return nil, &osi.Error{Rule: rulePDUName, PDU: name, Got: int(l)}
			}
		}
		s[l] = slices.Clone(list)
	}
	return s, nil
}

// lists reports whether s lists PDUs of layer l.
func (s pduSet) lists(l osi.Layer) bool { _, ok := s[l]; return ok }

// has reports whether p of layer l is in s.
func (s pduSet) has(l osi.Layer, p stack.PDU) bool {
	return s == nil || slices.Contains(s[l], p.String())
}

// skip returns the PDUs of the layers that s does not list.
func (s pduSet) skip() stack.Skip {
	if s == nil {
		return 0
	}
	skip := stack.SkipAll &^ stack.SkipData
	for l := range s {
		skip &^= stack.SkipLayer(l)
	}
	return skip
}

// hasData reports whether s has a PDU that data units have.
func (s pduSet) hasData() bool {
	return s == nil || slices.Contains(s[osi.Transport], "DT") || slices.Contains(s[osi.Session], "DT") || slices.Contains(s[osi.Session], "GT") ||
		slices.Contains(s[osi.Presentation], presentation.SData.String())
}
