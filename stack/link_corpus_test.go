package stack_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// The packets that Linux exchanged pass as they were delivered, but for the deviations that this
// test names.
func TestKernelConversations(t *testing.T) {
	t.Parallel()
	corpus := "../examples/testdata/corpus" // another module: not in the zip of this one
	paths, _ := filepath.Glob(filepath.Join(corpus, "made/x25/hex/*.hex"))
	if len(paths) == 0 {
		t.Skip("the captures are in the module examples, which is not here")
	}
	const linux = osi.X25LongCallUserData | osi.X25RestrictedAccepted | osi.X25SwappedFlowControl
	faults, tolerated := map[string]map[string]int{}, osi.Tolerance(0)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".hex")
		config := stack.Config{Tolerate: linux, Interface: stack.Interface{Foreign: true}}
		switch name {
		case "t07_injected": // broken by hand throughout
			continue
		case "l16_mod128":
			config.Interface.Modulo = x25.Modulo128
		}
		if config.Top = osi.X25; strings.Contains(name, "osi_mms") {
			config.Top = osi.Transport
		}
		found := map[string]int{}
		c := stack.New(config).Conn(stack.Packets)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) < 4 || f[0] == "#" || f[2] == "lost" {
				continue
			}
			d := osi.FromInitiator
			if f[1] == "B>A" {
				d = osi.FromResponder
			}
			for e := range c.Feed(d, octets(t, f[3])) {
				tolerated |= e.Tolerated
				if e.Err != nil {
					found[e.Err.ID]++
				}
			}
		}
		if len(found) > 0 {
			faults[name] = found
		}
	}
	want := map[string]map[string]int{
		"t02_reset":      {"plp.ps": 3}, // behind packets that were lost
		"t05_collisions": {"plp.p1": 2}, // confirmations of clears that have collided
	}
	if !reflect.DeepEqual(faults, want) || tolerated != linux {
		t.Errorf("got  %v\nwant %v, tolerated %v", faults, want, tolerated)
	}
}
