package agreement

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// objections are what tshark 4.0.17 has against units that are right: where the unit, from the TPDU
// on in hex, and the message match.
var objections = []struct {
	unit, message *regexp.Regexp
	why           string
}{
	{
		unit: regexp.MustCompile(`^02f080(0100|0200|010310....)(29|2a)`), message: regexp.MustCompile(`unsigned integer with length|^Malformed Packet`),
		why: "tshark has no PPDU for the user data of MAP, MAA, AE and AEA, and wants one where there is none",
	},
	{
		unit: regexp.MustCompile(`^02f080(0100)+([^6]|6[^1])`), message: regexp.MustCompile(`get spdu type from session dissector$|^Malformed Packet`),
		why: "simply encoded user data, which X.410-1984 mode has, are any octets",
	},
	{
		unit: regexp.MustCompile(`^02f080.*c1(00|ff0000)$`), message: regexp.MustCompile(`unsigned integer with length 0$|^Malformed Packet`),
		why: "User Data with LI 0 are no user data, X.225 8.2.6, and no SPDU but a DT or EX needs any",
	},
	{
		message: regexp.MustCompile(`^Length is 0, should be (>= )?\d+$`),
		why:     "a parameter with LI 0 has its default value, X.225 8.2.6",
	},
	{
		unit: regexp.MustCompile(`^..[de]0`), message: regexp.MustCompile(`^Bad checksum$`),
		why: "class 0 has no checksum: the parameter is one of other classes, X.224 13.2.3",
	},
	{
		unit: regexp.MustCompile(`^..[de]0`), message: regexp.MustCompile(`get spdu type from session dissector$|^Malformed Packet`),
		why: "tshark takes user data of CR and CC, which RFC 1006 5 permits, for SPDUs, and reads parameters of other classes, which class 0 ignores",
	},
	{
		unit: regexp.MustCompile(`^02f0800d.*8b03520301[^a]|^02f0800d.*8b03520301a[^c]`), message: regexp.MustCompile(`^Malformed Packet`),
		why: "an authentication-mechanism name without its value, and an undefined field behind it, which is ignored: X.227 7.4",
	},
	{
		unit: regexp.MustCompile(`^02f0800[de].*a003800100`), message: regexp.MustCompile(`^BER Error: (can not handle universal tag:|length \d+ longer than|[A-Z ]+: length of item \(\d+\) is not valid)`),
		why: "what RTORQ and RTOAC carry in X.410-1984 mode is the application's",
	},
	{
		unit: regexp.MustCompile(`^02f0800d`), message: regexp.MustCompile(`^BER Error: (This field lies beyond the end of the known sequence definition\.|Unknown field in SET .*)$`),
		why: "undefined elements of a CP, and of an AARQ in it, are ignored, X.226 8.5.1, X.227 7.4",
	},
	{
		unit: regexp.MustCompile(`^02f08019.*64`), message: regexp.MustCompile(`^Size constraint: value too big: -?\d+ \(0 \.\. 1\)$`),
		why: "the abort-source of an ABRT is extensible, (0..1, ...), X.227 Amd.1 9.1",
	},
	{
		unit: regexp.MustCompile(`^0ce0.{22}.|^0fe0.{28}.|^12e0.{34}.`), message: regexp.MustCompile(`^Parameter length: \d+, should be <= \d+$`),
		why: "user data of a CR, which RFC 1006 has in class 0, are no TPDU",
	},
	{
		unit: regexp.MustCompile(`^02f0800d.*60.*8f`), message: regexp.MustCompile(`^BER Error: Wrong field in SEQUENCE OF: expected class:UNIVERSAL\(0\) tag:16\(SEQUENCE\)`),
		why: "X.227 does not define field 15 of an AARQ, which is X.227bis's: ignored, X.227 7.4",
	},
	{
		unit: regexp.MustCompile(`^02f0800100010[1-9a-f]`), message: regexp.MustCompile(`^Internal error:can't get spdu type from session dissector`),
		why: "a DT with a parameter that X.225 does not know, which is ignored, A.4.3.1.1: tshark does not find its user information",
	},
	{
		message: regexp.MustCompile(`^Dissector is not available$`),
		why:     "a value of an abstract syntax that tshark does not know, or is told not to",
	},
}

// fewConversations are what the suite judges; OSI_CONVERSATIONS in the environment says another
// number.
const fewConversations = 2000

// batch is the number of conversations that tshark is given at once.
const batch = 4000

// needed are the deviations of the connections before they are mutated.
const needed = osi.Class0TPDUSize | osi.Class0Parameter | osi.Class0Expedited | osi.SurplusSerial | osi.Class0Disconnect | osi.WithoutACSE | osi.AbortWithoutContexts

// TestPassed gives what the gate passes of mutated traffic to tshark, which does not know what we
// think of it: it finds nothing wrong up to ACSE. What is above is none of the gate's business.
func TestPassed(t *testing.T) {
	t.Parallel()
	version, err := exec.Command("tshark", "--version").Output()
	if err != nil {
		t.Skip("there is no tshark")
	}
	if !bytes.HasPrefix(version, []byte("TShark (Wireshark) 4.0.")) {
		t.Skipf("the objections are those of tshark 4.0, not of %.40s", version)
	}
	seed, most := setting(t, "OSI_SEED", 4), setting(t, "OSI_CONVERSATIONS", fewConversations) // any other seed passes, too
	var paths []string
	for _, name := range []string{"isode_psap_npd3", "isode_refuse", "isode_rosap", "isode_rtsap_acse", "isode_vt", "libiec61850_client5_tsel_ssel_psel"} {
		paths = append(paths, filepath.Join(captures, name+".pcap"))
	}
	all, err := mutate.Read(paths...)
	if err != nil {
		t.Fatal(err)
	}
	rng, total, reasons := rand.New(rand.NewPCG(seed, 17)), 0, map[string]int{}
	var walked walked
	for from := uint64(0); from < most; from += batch {
		file := filepath.Join(t.TempDir(), "passed.pcap")
		units := pass(t, file, all, rng, int(min(batch, most-from)), &walked)
		total += len(units)
		for frame, messages := range objected(t, file) {
			for _, m := range messages {
				if why := explained(units[frame-1], m); why != "" {
					reasons[why]++
				} else {
					t.Errorf("frame %d: %s: %s", frame, m, units[frame-1])
				}
			}
		}
		if most > batch {
			t.Logf("%d conversations, %d units", from+batch, total)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d conversations, %d units, %d values walked; not walked: %d of other transfer syntaxes", most, total, walked.values, walked.others)
	for why, n := range reasons {
		t.Logf("%6d objections: %s", n, why)
	}
	if walked.values == 0 {
		t.Error("no values")
	}
}

// setting returns what the environment says, or the default.
func setting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// explained returns why an objection is none; empty when that is not known.
func explained(unit, message string) string {
	for _, o := range objections {
		if o.message.MatchString(message) && (o.unit == nil || o.unit.MatchString(unit)) {
			return o.why
		}
	}
	return ""
}

// pass writes what passes of n mutated conversations to a capture file, a unit a frame, and returns
// the units, from the TPDU on in hex.
func pass(t *testing.T, file string, all []mutate.Conversation, rng *rand.Rand, n int, values *walked) (units []string) {
	t.Helper()
	guard, err := validate.New(validate.Policy{Tolerate: needed})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var editor mutate.Editor
	w := &writer{t: t, w: pcapgo.NewWriter(f)}
	if err := w.w.WriteFileHeader(1<<16, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for n := range n {
		c := &all[rng.IntN(len(all))]
		program := make([]byte, mutate.Edit*(1+rng.IntN(2)))
		for i := range program {
			program[i] = byte(rng.Uint32())
		}
		s := guard.Stream(validate.TPKTs)
		values.begin()
		w.begin(n)
		for _, u := range editor.Apply(c, program, all) {
			for rest := u.Octets; len(rest) > 0 && !s.Closed(); {
				var v validate.Verdict
				if v, rest = s.Check(osi.Direction(u.From), rest); v.Action == validate.Pass {
					w.write(u.From, v.Octets)
					units = append(units, hex.EncodeToString(v.Octets[4:]))
					values.take(t, osi.Direction(u.From), v.Octets)
				}
			}
		}
		s.Close()
	}
	return units
}

// writer writes TCP connections between made-up hosts.
type writer struct {
	t    *testing.T
	w    *pcapgo.Writer
	host net.IP
	next [2]uint32
}

func (w *writer) begin(n int) {
	w.host, w.next = net.IPv4(10, 0, byte(n>>8), byte(n)), [2]uint32{1, 1}
}

func (w *writer) write(from capture.Side, b []byte) {
	w.t.Helper()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: w.host, DstIP: net.IPv4(10, 1, 0, 1)}
	tcp := &layers.TCP{SrcPort: 40000, DstPort: transport.Port, Seq: w.next[from], Ack: w.next[from^1], ACK: true, Window: 1 << 15}
	if from == capture.Responder {
		ip.SrcIP, ip.DstIP, tcp.SrcPort, tcp.DstPort = ip.DstIP, ip.SrcIP, tcp.DstPort, tcp.SrcPort
	}
	w.next[from] += uint32(len(b))
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		w.t.Fatal(err)
	}
	out := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ip, tcp, gopacket.Payload(b)); err != nil {
		w.t.Fatal(err)
	}
	n := len(out.Bytes())
	if err := w.w.WritePacket(gopacket.CaptureInfo{CaptureLength: n, Length: n}, out.Bytes()); err != nil {
		w.t.Fatal(err)
	}
}

// above are protocols that the gate does not judge.
var above = []string{"t125", "mms", "ftam", "p1", "p7", "ros", "s4406", "goose"}

// objected returns what tshark finds wrong with the frames of a file, by number.
func objected(t *testing.T, file string) map[int][]string {
	t.Helper()
	args := []string{
		"-n", "-r", file, "-T", "fields", "-E", "aggregator=|", "-e", "frame.number", "-e", "_ws.expert.message",
		"-Y", `_ws.malformed || _ws.expert.group == "Malformed" || _ws.expert.group == "Protocol" || _ws.expert.group == "Checksum"`,
	}
	for _, p := range above {
		args = append(args, "--disable-protocol", p)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // tshark needs seconds
	defer cancel()
	out, err := exec.CommandContext(ctx, "tshark", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	hits := map[int][]string{}
	for line := range strings.Lines(string(out)) {
		number, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		frame, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(fmt.Errorf("%q: %w", line, err))
		}
		for m := range strings.SplitSeq(text, "|") {
			if !strings.Contains(m, "for OID") { // a value that tshark does not know
				hits[frame] = append(hits[frame], m)
			}
		}
	}
	return hits
}
