package spm

import "github.com/osi-go/osi/session"

// The sets of A.5.1 and A.5.2.
const (
	fuFD    = session.FUDuplex
	fuHD    = session.FUHalfDuplex
	fuEX    = session.FUExpeditedData
	fuSY    = session.FUMinorSynchronize
	fuMA    = session.FUMajorSynchronize
	fuRESYN = session.FUResynchronize
	fuACT   = session.FUActivityManagement
	fuNR    = session.FUNegotiatedRelease
	fuCD    = session.FUCapabilityData
	fuEXCEP = session.FUExceptions
	fuTD    = session.FUTypedData
	fuSS    = session.FUSymmetricSynchronize
	fuDS    = session.FUDataSeparation

	dk    = session.DataToken
	mi    = session.MinorToken
	ma    = session.MajorToken
	tr    = session.ReleaseToken
	tkDom = dk | mi | ma | tr
)

// fu reports whether all functional units of f are selected.
func (m *Machine) fu(f session.FunctionalUnits) bool { return m.selected.Has(f) }

func (m *Machine) symmetric() bool { return m.fu(fuSS) }

// available are the tokens t of which AV(t) holds.
func (m *Machine) available() session.Tokens { return m.selected.Tokens() }

// i is ALL(I, t): not available, or owned.
func (m *Machine) i(t session.Tokens) bool { return m.available()&t&^m.owned == 0 }

// a is ALL(A, t): not available, or not owned.
func (m *Machine) a(t session.Tokens) bool { return m.available()&t&m.owned == 0 }

// ii is II(t): available and owned.
func (m *Machine) ii(t session.Tokens) bool { return m.available()&m.owned&t != 0 }

// aa is AA(t): available and not owned.
func (m *Machine) aa(t session.Tokens) bool { return m.available()&^m.owned&t != 0 }

// holds evaluates predicate n of Table A.7.
func (m *Machine) holds(n int16, in *input) bool { //nolint:gocyclo // one case a predicate
	switch n {
	case 1:
		return m.p01()
	case 2:
		return m.p02(in)
	case 3:
		return m.p03()
	case 4:
		return m.p04()
	case 5:
		return m.p05()
	case 6:
		return m.p06()
	case 7:
		return m.p07()
	case 8:
		return m.p08()
	case 9:
		return m.p09()
	case 10:
		return m.p10()
	case 11:
		return m.p11()
	case 12:
		return m.p12()
	case 13:
		return m.p13()
	case 14:
		return m.p14()
	case 15:
		return m.p15()
	case 16:
		return m.p16()
	case 17:
		return m.p17()
	case 18:
		return m.p18()
	case 19:
		return m.p19(in)
	case 20:
		return m.p20(in)
	case 21:
		return m.p21(in)
	case 23:
		return m.p23()
	case 24:
		return m.p24(in)
	case 25:
		return m.p25()
	case 26:
		return m.p26()
	case 27:
		return m.p27()
	case 28:
		return m.p28()
	case 29:
		return m.p29()
	case 30:
		return m.p30()
	case 32:
		return m.p32(in)
	case 33:
		return m.p33(in)
	case 34:
		return m.p34()
	case 35:
		return m.p35()
	case 36:
		return m.p36()
	case 37:
		return m.p37()
	case 38:
		return m.p38()
	case 39:
		return m.p39()
	case 40:
		return m.p40()
	case 41:
		return m.p41()
	case 42:
		return m.p42()
	case 43:
		return m.p43(in)
	case 44:
		return m.p44()
	case 45:
		return m.p45()
	case 46:
		return m.p46()
	case 47:
		return m.p47()
	case 48:
		return m.p48()
	case 49:
		return m.p49(in)
	case 50:
		return m.p50()
	case 51:
		return m.p51()
	case 52:
		return m.p52()
	case 53:
		return m.p53(in)
	case 54:
		return m.p54(in)
	case 55:
		return m.p55()
	case 57:
		return m.p57(in)
	case 58:
		return m.p58(in)
	case 59:
		return m.p59(in)
	case 60:
		return m.p60(in)
	case 61:
		return m.p61(in)
	case 62:
		return m.p62()
	case 63:
		return m.p63()
	case 64:
		return m.p64(in)
	case 65:
		return m.p65()
	case 66:
		return m.p66()
	case 67:
		return m.p67()
	case 68:
		return m.p68()
	case 69:
		return m.p69()
	case 70:
		return m.p70()
	case 71:
		return m.p71()
	case 72:
		return m.p72()
	case 75:
		return m.p75()
	case 76:
		return m.p76()
	case 80:
		return m.p80()
	case 81:
		return m.p81()
	case 82:
		return m.p82()
	case 173:
		return m.p173(in)
	case 175:
		return m.p175(in)
	case 176:
		return m.p176(in)
	case 177:
		return m.p177(in)
	case 178:
		return m.p178(in)
	case 179:
		return m.p179(in)
	case 180:
		return m.p180(in)
	case 184:
		return m.p184()
	case 185:
		return m.p185()
	case 186:
		return m.p186()
	case 187:
		return m.p187(in)
	case 202:
		return m.p202(in)
	case 204:
		return m.p204(in)
	case 205:
		return m.p205(in)
	case 206:
		return m.p206()
	case 207:
		return m.p207(in)
	case 208:
		return m.p208()
	case 209:
		return m.p209()
	case 210:
		return m.p210()
	case 211:
		return m.p211(in)
	}
	return false
}
