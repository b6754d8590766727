package x25peer

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/osi-go/osi/examples/internal/guest"
	"github.com/osi-go/osi/examples/internal/x25link"
)

// The devices of the guest: nil outside of it.
var modulo8, modulo128 *x25link.Link

// hertz is how many ticks of the kernel's clock a second has.
var hertz int

func TestMain(m *testing.M) { guest.Main(m.Run, devices, report) }

// devices makes the devices, and the kernel's acknowledgements a bit quicker.
func devices() (err error) {
	ticks, err := sysctl("acknowledgement_hold_back_timeout", 0)
	if err != nil {
		return err
	}
	hertz = ticks / 3 // 3 s
	if _, err := sysctl("acknowledgement_hold_back_timeout", hertz); err != nil {
		return err
	}
	const all = x25link.ReverseCharging | x25link.Throughput | x25link.PacketSize | x25link.WindowSize |
		x25link.CallingExtension | x25link.CalledExtension
	if modulo8, err = x25link.Open("x25a", false, all); err != nil {
		return err
	}
	if modulo128, err = x25link.Open("x25b", true, all); err != nil {
		return err
	}
	if err := modulo8.Route("2"); err != nil {
		return err
	}
	return modulo128.Route("3")
}

// sysctl reads a timer of the kernel's packet layer, in ticks, and sets it unless to is 0.
func sysctl(name string, to int) (int, error) {
	path := "/proc/sys/net/x25/" + name
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err == nil && to != 0 {
		err = os.WriteFile(path, []byte(strconv.Itoa(to)), 0o600)
	}
	return n, err
}

// timer sets a timer of the kernel to a second while the test runs.
func timer(t *testing.T, name string) {
	t.Helper()
	was, err := sysctl(name, hertz)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := sysctl(name, was); err != nil {
			t.Error(err)
		}
	})
}

// result is a line of the table.
type result struct {
	name     string
	from, to int // packets of the kernel, and to it
	outcome  string
}

var (
	results    []result
	deviations = map[string][]string{} // text with clause → scenarios
)

func report() {
	fmt.Printf("\n%s\n\n", guest.Kernel())
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "scenario\tfrom kernel\tto kernel\toutcome")
	var from, to int
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\n", r.name, r.from, r.to, r.outcome)
		from, to = from+r.from, to+r.to
	}
	fmt.Fprintf(w, "%d scenarios\t%d\t%d\t\n", len(results), from, to)
	_ = w.Flush()
	texts := make([]string, 0, len(deviations))
	for text := range deviations {
		texts = append(texts, text)
	}
	slices.Sort(texts)
	fmt.Printf("\n%d deviations of the kernel\n", len(texts))
	for _, text := range texts {
		names := slices.Compact(deviations[text])
		if more := len(names) - 3; more > 0 {
			names = append(names[:3], fmt.Sprintf("%d more", more))
		}
		fmt.Printf("- %s (%s)\n", text, strings.Join(names, ", "))
	}
	fmt.Println()
}
