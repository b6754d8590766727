package presentation

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
)

// FuzzFast asserts that the layouts predicted change nothing.
func FuzzFast(f *testing.F) {
	vs, err := vectors.Load("presentation")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkPredicted(t, b)
		checkLists(t, b)
	})
}

// checkPredicted asserts that where the short way of user data decides, the general path decides
// the same.
func checkPredicted(t *testing.T, b []byte) {
	t.Helper()
	var short, long UserData
	if !short.predicted(b, 0) {
		if !reflect.DeepEqual(short, UserData{}) {
			t.Fatalf("%x: changed to %+v without a decision", b, short)
		}
		return
	}
	sc := *strictScan()
	sc.depth, sc.elements = predictedDepth, predictedElements
	r, e, err := sc.outer(b, "TD", 0)
	if err != nil {
		t.Fatal(err)
	}
	sc.general = true
	long.readFull(&r, &e, &sc)
	if err := mustFill(&r, b, "TD"); err != nil || !reflect.DeepEqual(short, long) {
		t.Fatalf("%x: predicted %+v; general path %+v, %v", b, short, long, err)
	}
}

// checkLists asserts that the layouts predicted of CP, CPA and ARU, and of items of their lists,
// change nothing.
func checkLists(t *testing.T, b []byte) {
	t.Helper()
	short, long := *strictScan(), *strictScan()
	long.general = true
	var cp, cpGeneral Connect
	if x, y := cp.decode(b, &short), cpGeneral.decode(b, &long); !reflect.DeepEqual(x, y) || x == nil && !reflect.DeepEqual(cp.Clone(), cpGeneral.Clone()) {
		t.Fatalf("%x: predicted %+v, %v; general path %+v, %v", b, cp, x, cpGeneral, y)
	}
	var cpa, cpaGeneral ConnectAccept
	if x, y := cpa.decode(b, &short), cpaGeneral.decode(b, &long); !reflect.DeepEqual(x, y) || x == nil && !reflect.DeepEqual(cpa.Clone(), cpaGeneral.Clone()) {
		t.Fatalf("%x: predicted %+v, %v; general path %+v, %v", b, cpa, x, cpaGeneral, y)
	}
	var aru, aruGeneral AbnormalReleaseUser
	if x, y := aru.decode(b, &short), aruGeneral.decode(b, &long); !reflect.DeepEqual(x, y) || x == nil && !reflect.DeepEqual(aru.Clone(), aruGeneral.Clone()) {
		t.Fatalf("%x: predicted %+v, %v; general path %+v, %v", b, aru, x, aruGeneral, y)
	}
}

// The CPs and CPAs of real peers, and the other vectors of lists, with each octet changed, missing
// and there twice: the layouts predicted change nothing.
func TestPredictedListsDamaged(t *testing.T) {
	t.Parallel()
	vs, err := vectors.Load("presentation")
	if err != nil {
		t.Fatal(err)
	}
	for i := range vs {
		b, form := vs[i].Octets, vs[i].Get("form")
		if vs[i].Expect != "accept" || len(b) > 400 || form != "connect" && form != "accept" && form != "abort" {
			continue
		}
		for n := range b {
			c := bytes.Clone(b)
			for x := 0; x < 256; x += mirror.Step() {
				c[n] = byte(x)
				checkLists(t, c)
			}
			checkLists(t, b[:n:n])
			checkLists(t, slices.Delete(bytes.Clone(b), n, n+1))
			checkLists(t, slices.Insert(bytes.Clone(b), n, b[n]))
		}
	}
}

// Every layout that is predicted, at each size where a length changes its form, and with each octet
// in front changed.
func TestPredictedSizes(t *testing.T) {
	t.Parallel()
	for n := range 700 {
		checkSize(t, n, n < 300)
	}
	for _, n := range []int{65500, 65519, 65520, 65521, 65524, 65530, 65535, 65536} {
		checkSize(t, n, false)
	}
}

func checkSize(t *testing.T, n int, mutate bool) {
	t.Helper()
	value := appendHeader([]byte{0x04}, n)
	d := Data{UserData: UserData{PDVs: []PDV{{Context: 3, Value: append(value, make([]byte, n)...)}}}}
	b, err := d.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	checkPredicted(t, b)
	for at := range min(len(b), 20) {
		for _, x := range []byte{1, 0x80, 0xff, 0x20} {
			if mutate {
				b[at] ^= x
				checkPredicted(t, b)
				b[at] ^= x
			}
		}
	}
}

func appendHeader(b []byte, n int) []byte {
	switch {
	case n < 128:
		return append(b, byte(n))
	case n < 256:
		return append(b, 0x81, byte(n))
	case n < 65536:
		return append(b, 0x82, byte(n>>8), byte(n))
	}
	return append(b, 0x83, byte(n>>16), byte(n>>8), byte(n))
}

// onTheWire returns what an MMS client and server have sent.
func onTheWire(t testing.TB, name string) []byte {
	t.Helper()
	vs, err := vectors.Load("presentation")
	if err != nil {
		t.Fatal(err)
	}
	for i := range vs {
		if vs[i].Name == name {
			return vs[i].Octets
		}
	}
	t.Fatalf("no vector %s", name)
	return nil
}

// What peers put on the wire takes the short way, or it is not worth having.
func TestPredictedOnTheWire(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"mms-td", "mms-td-8k", "mms-release", "mms-release-confirm"} {
		var u UserData
		if !u.predicted(onTheWire(t, name), 0) {
			t.Errorf("%s is not predicted", name)
		}
	}
	sc := *strictScan()
	var cp Connect
	var cpa ConnectAccept
	var aru AbnormalReleaseUser
	if !cp.predicted(onTheWire(t, "mms-cp"), &sc) || !cpa.predicted(onTheWire(t, "mms-cpa"), &sc) || !aru.predicted(onTheWire(t, "mms-aru"), &sc) {
		t.Error("mms-cp, mms-cpa or mms-aru is not predicted")
	}
}

// same asserts that p, and q without a predicted layout, make the same of b.
func same(t *testing.T, b []byte, p, q PPDU) (predicted bool) {
	t.Helper()
	short, long := *strictScan(), *strictScan()
	long.general = true
	x, y := p.decode(b, &short), q.decode(b, &long)
	if !reflect.DeepEqual(x, y) {
		t.Fatalf("%x: predicted %v; general path %v", b, x, y)
	}
	if x != nil {
		return false
	}
	if !alike(t, p, q) {
		t.Fatalf("%x: predicted %+v; general path %+v", b, p, q)
	}
	if data, ok := p.(*Data); ok {
		var d Decoder
		if v, err := d.Data(data.Primitive, b); err != nil || !alike(t, v, data) {
			t.Fatalf("%x: a Decoder gives %+v, %v", b, v, err)
		}
	}
	return true
}

// alike reports whether p and q encode alike, and their values stand at the same place. It is
// quick: the tests ask it often.
func alike(t *testing.T, p, q PPDU) bool {
	t.Helper()
	x, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	y, err := q.AppendBinary(nil)
	if err != nil || !bytes.Equal(x, y) {
		return false
	}
	u, v := userDataOf(p), userDataOf(q)
	return u.Offset == v.Offset && slices.EqualFunc(u.PDVs, v.PDVs, func(a, b PDV) bool { return a.Offset == b.Offset && bytes.Equal(a.Value, b.Value) })
}

func userDataOf(p PPDU) *UserData {
	switch v := p.(type) {
	case *Connect:
		return &v.UserData
	case *ConnectAccept:
		return &v.UserData
	case *AbnormalReleaseUser:
		return &v.UserData
	case *Data:
		return &v.UserData
	}
	return new(UserData)
}

// What peers put on the wire is damaged octet by octet, in every way an octet can be: short way and
// general path give the same answer. So they do when it is cut off, with octets put in, and with
// its lengths in other forms.
func TestPredictedDamaged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fresh func() PPDU
	}{
		{"mms-cp", func() PPDU { return new(Connect) }},
		{"mms-cpa", func() PPDU { return new(ConnectAccept) }},
		{"mms-aru", func() PPDU { return new(AbnormalReleaseUser) }},
		{"mms-td", func() PPDU { return new(Data) }},
		{"mms-release", func() PPDU { return &Data{Primitive: SRelease} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := onTheWire(t, c.name)
			valid := 0
			for i := range b {
				x := b[i]
				for v := 0; v < 256; v += mirror.Step() {
					if b[i] = byte(v); same(t, b, c.fresh(), c.fresh()) {
						valid++
					}
				}
				b[i] = x
				same(t, b[:i], c.fresh(), c.fresh())
				for _, v := range []byte{0, 1, 0x30, 0x80, 0x81} {
					same(t, slices.Insert(slices.Clone(b), i, v), c.fresh(), c.fresh())
				}
				for j := i + 1; j < len(b) && j < i+16; j++ { // two lengths that fit each other again
					y := b[j]
					b[i], b[j] = x+1, y+1
					same(t, b, c.fresh(), c.fresh())
					b[i], b[j] = x-1, y-1
					same(t, b, c.fresh(), c.fresh())
					b[i], b[j] = x, y
				}
			}
			if valid < len(b) {
				t.Errorf("only %d are valid", valid)
			}
			long := append([]byte{b[0], 0x81}, b[1:]...) // 31 81 LL
			if b[1] == 0x81 {
				long = append([]byte{b[0], 0x82, 0}, b[2:]...)
			}
			same(t, long, c.fresh(), c.fresh())
		})
	}
}

// A value of 130 octets has a length that the short way could take for one of two octets: it begins
// xx 80.
func TestPredictedIndefinite(t *testing.T) {
	t.Parallel()
	for n := 120; n < 270; n++ {
		value := append([]byte{0x30, 0x80, 0x04, 0x81, byte(n - 8)}, make([]byte, n-5)...)
		pdv := append([]byte{0x02, 0x01, 0x03, 0xa0}, appendHeader(nil, len(value))...)
		pdv = append(pdv, value...)
		list := append(appendHeader([]byte{0x30}, len(pdv)), pdv...)
		b := append(appendHeader([]byte{0x61}, len(list)), list...)
		same(t, b, new(Data), new(Data))
		b[len(b)-n+1] = 0x81
		same(t, b, new(Data), new(Data))
	}
}

// Limits that allow less than a predicted layout needs are exceeded on both ways.
func TestPredictedLimits(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func() PPDU{
		"mms-cp": func() PPDU { return new(Connect) }, "mms-cpa": func() PPDU { return new(ConnectAccept) },
		"mms-aru": func() PPDU { return new(AbnormalReleaseUser) }, "mms-td": func() PPDU { return new(Data) },
	} {
		b := onTheWire(t, name)
		for _, limit := range []func(*scan, int){
			func(sc *scan, n int) { sc.depth = n }, func(sc *scan, n int) { sc.elements = n }, func(sc *scan, n int) { sc.contexts = n },
		} {
			for n := range 40 {
				short, long := *strictScan(), *strictScan()
				long.general = true
				limit(&short, n)
				limit(&long, n)
				if x, y := fresh().decode(b, &short), fresh().decode(b, &long); !reflect.DeepEqual(x, y) {
					t.Errorf("%s, %d: predicted %v; general path %v", name, n, x, y)
				}
			}
		}
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	w := osi.Limits{}.WithDefaults()
	if w.Depth != defaultDepth || w.Elements != defaultElements || w.Contexts != defaultContexts {
		t.Errorf("osi.Limits has other defaults: %+v", w)
	}
}
