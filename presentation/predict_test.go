package presentation

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
)

// FuzzPredicted asserts that where the short way decides, the general path decides the same.
func FuzzPredicted(f *testing.F) {
	vs, err := vectors.Load("presentation")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		if vs[i].Get("form") == "data" {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(checkPredicted)
}

func checkPredicted(t *testing.T, b []byte) {
	var short, long UserData
	if !short.predicted(b, 0) {
		if !reflect.DeepEqual(short, UserData{}) {
			t.Fatalf("%x: changed to %+v without a decision", b, short)
		}
		return
	}
	sc := strict()
	sc.depth, sc.elements = predictedDepth, predictedElements
	r, e, err := sc.outer(b, "TD")
	if err != nil {
		t.Fatal(err)
	}
	sc.general = true
	long.readFull(&r, &e, &sc)
	if err := only(&r, b, "TD"); err != nil || !reflect.DeepEqual(short, long) {
		t.Fatalf("%x: predicted %+v; general path %+v, %v", b, short, long, err)
	}
}

// FuzzPredictedLists asserts that the layouts predicted of CP, CPA and ARU, and of items of their lists, change nothing.
func FuzzPredictedLists(f *testing.F) {
	vs, err := vectors.Load("presentation")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		short, long := strict(), strict()
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
	})
}

// Every layout that is predicted, at each size where a length changes its form, and with each octet in front changed.
func TestPredictedSizes(t *testing.T) {
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

// What peers put on the wire takes the short way, or it is not worth having.
func TestPredictedOnTheWire(t *testing.T) {
	for _, name := range []string{"v3_ud", "v4_ud", "v6_fn_ud", "v6_dn_ud"} {
		var u UserData
		if !u.predicted(perf(t, name), 0) {
			t.Errorf("%s is not predicted", name)
		}
	}
	sc := strict()
	var cp Connect
	var cpa ConnectAccept
	var aru AbnormalReleaseUser
	if !cp.predicted(perf(t, "v1_cp"), &sc) || !cpa.predicted(perf(t, "v2_cpa"), &sc) || !aru.predicted(perf(t, "v5_aru"), &sc) {
		t.Error("v1_cp, v2_cpa or v5_aru is not predicted")
	}
}

func perf(t testing.TB, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "shared", "perf", name+".hex"))
		if err == nil {
			b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no shared/perf beside the checkout")
		}
	}
}

func TestDefaults(t *testing.T) {
	w := osi.Limits{}.WithDefaults()
	if w.Depth != defaultDepth || w.Elements != defaultElements || w.Contexts != defaultContexts {
		t.Errorf("osi.Limits has other defaults: %+v", w)
	}
}
