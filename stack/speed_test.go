package stack_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// speedRows decode one unit of testdata/speed each, in all layers that the name says: with the
// Decode of the structs, and with the decoders of the layers. .ci/instructions counts their
// instructions.
var speedRows = []struct {
	name, file string
	decode     func(b []byte) bool
}{
	{"empty", "v1_cn", func([]byte) bool { return true }},
	{"CN/typed", "v1_cn", speedTypedCN},
	{"CN/sum", "v1_cn", speedSumCN},
	{"CP/typed", "v1_cp", speedTypedCP},
	{"CP/sum", "v1_cp", speedSumCP},
	{"CN-CP/typed", "v1_cn", speedTypedCNCP},
	{"CN-CP/sum", "v1_cn", speedSumCNCP},
	{"AC-CPA/typed", "v2_ac", speedTypedACCPA},
	{"AC-CPA/sum", "v2_ac", speedSumACCPA},
	{"DT100/typed", "v3_dt100", speedTypedDT100},
	{"DT100/sum", "v3_dt100", speedSumDT100},
	{"DT8K/typed", "v4_dt8k", speedTypedDT8K},
	{"DT8K/sum", "v4_dt8k", speedSumDT8K},
	{"AB-ARU/typed", "v5_ab", speedTypedABARU},
	{"AB-ARU/sum", "v5_ab", speedSumABARU},
	{"FN/typed", "v6_fn", speedTypedFN},
	{"FN/sum", "v6_fn", speedSumFN},
	{"CR/typed", "v7_cr", speedTypedCR},
	{"CR/sum", "v7_cr", speedSumCR},
	{"DT/typed", "v7_dt", speedTypedDT},
	{"DT/sum", "v7_dt", speedSumDT},
	{"CALL/typed", "x1_call", speedTypedCALL},
	{"CALL/sum", "x1_call", speedSumCALL},
	{"DATA/typed", "x2_data", speedTypedDATA},
	{"DATA/sum", "x2_data", speedSumDATA},
	{"AARQ/typed", "v1_aarq", speedTypedAARQ},
	{"AARQ/sum", "v1_aarq", speedSumAARQ},
	{"AARE/typed", "v2_aare", speedTypedAARE},
	{"AARE/sum", "v2_aare", speedSumAARE},
	{"CN/odd", "v1_cn", speedOddCN},
	{"CP/odd", "v1_cp", speedOddCP},
	{"AARQ/odd", "v1_aarq", speedOddAARQ},
	{"CALL/odd", "x1_call", speedOddCALL},
	{"DT100/lane", "v3_dt100", speedLane},
	{"DT8K/lane", "v4_dt8k", speedLane},
	{"DT8K/copy", "v4_dt8k", speedCopy},
	{"AARQ/asn1", "v1_aarq", speedASN1},
}

// speedState is what the rows decode into; it is the benchmarks' own, and never read.
var speedState struct {
	cn    session.Connect
	ac    session.Accept
	gt    session.GiveTokens
	dt    session.DataTransfer
	fn    session.Finish
	ab    session.Abort
	s     session.Decoder
	cp    presentation.Connect
	cpa   presentation.ConnectAccept
	data  presentation.Data
	aru   presentation.AbnormalReleaseUser
	p     presentation.Decoder
	aarq  acse.AssociateRequest
	aare  acse.AssociateResponse
	a     acse.Decoder
	cr    transport.ConnectionRequest
	tdt   transport.Data
	t     transport.Decoder
	call  x25.CallRequest
	xdata x25.Data
	x     x25.Decoder
}

func speedTypedCN(b []byte) bool { return speedState.cn.Decode(b) == nil }

func speedSumCN(b []byte) bool { _, err := speedState.s.TSDU(b); return err == nil }

func speedTypedCP(b []byte) bool { return speedState.cp.Decode(b) == nil }

func speedSumCP(b []byte) bool {
	_, err := speedState.p.Decode(presentation.SConnect, b)
	return err == nil
}

func speedTypedCNCP(b []byte) bool {
	s := &speedState
	return s.cn.Decode(b) == nil && s.cp.Decode(s.cn.UserData) == nil
}

// speedSum decodes the SPDU in b and the PPDU that p carries in it.
func speedSum(p presentation.Primitive, b []byte) bool {
	s := &speedState
	spdus, err := s.s.TSDU(b)
	if err != nil {
		return false
	}
	_, err = s.p.Decode(p, spdus[len(spdus)-1].SSDU())
	return err == nil
}

func speedSumCNCP(b []byte) bool { return speedSum(presentation.SConnect, b) }

func speedTypedACCPA(b []byte) bool {
	s := &speedState
	return s.ac.Decode(b) == nil && s.cpa.Decode(s.ac.UserData) == nil
}

func speedSumACCPA(b []byte) bool { return speedSum(presentation.SConnectAccept, b) }

// speedTypedData decodes GT, DT and the user data behind them.
func speedTypedData(b []byte) bool {
	s := &speedState
	return s.gt.Decode(b[:2]) == nil && s.dt.Decode(b[2:]) == nil && s.data.Decode(s.dt.UserData) == nil
}

// speedSumData is speedTypedData with decoders.
func speedSumData(b []byte) bool {
	s := &speedState
	spdus, err := s.s.TSDU(b)
	if err != nil {
		return false
	}
	_, err = s.p.Data(presentation.SData, spdus[1].SSDU())
	return err == nil
}

func speedTypedDT100(b []byte) bool { return speedTypedData(b) }

func speedSumDT100(b []byte) bool { return speedSumData(b) }

func speedTypedDT8K(b []byte) bool { return speedTypedData(b) }

func speedSumDT8K(b []byte) bool { return speedSumData(b) }

func speedTypedABARU(b []byte) bool {
	s := &speedState
	return s.ab.Decode(b) == nil && s.aru.Decode(s.ab.UserData) == nil
}

func speedSumABARU(b []byte) bool { return speedSum(presentation.SUserAbort, b) }

func speedTypedFN(b []byte) bool {
	s := &speedState
	s.data.Primitive = presentation.SRelease
	ok := s.fn.Decode(b) == nil && s.data.Decode(s.fn.UserData) == nil
	s.data.Primitive = presentation.SData
	return ok
}

func speedSumFN(b []byte) bool { return speedSum(presentation.SRelease, b) }

func speedTypedCR(b []byte) bool {
	frame, _, err := transport.SplitTPKT(b, 0, nil)
	return err == nil && speedState.cr.Decode(frame.TPDU()) == nil
}

func speedSumCR(b []byte) bool {
	frame, _, err := transport.SplitTPKT(b, 0, nil)
	if err != nil {
		return false
	}
	_, err = speedState.t.Decode(frame.TPDU())
	return err == nil
}

func speedTypedDT(b []byte) bool {
	frame, _, err := transport.SplitTPKT(b, 0, nil)
	return err == nil && speedState.tdt.Decode(frame.TPDU()) == nil
}

func speedSumDT(b []byte) bool {
	frame, _, err := transport.SplitTPKT(b, 0, nil)
	if err != nil {
		return false
	}
	_, err = speedState.t.Decode(frame.TPDU())
	return err == nil
}

func speedTypedCALL(b []byte) bool { return speedState.call.Decode(b) == nil }

func speedSumCALL(b []byte) bool { _, err := speedState.x.Decode(b); return err == nil }

func speedTypedDATA(b []byte) bool { return speedState.xdata.Decode(b) == nil }

func speedSumDATA(b []byte) bool { _, err := speedState.x.Decode(b); return err == nil }

func speedTypedAARQ(b []byte) bool { return speedState.aarq.Decode(b) == nil }

func speedSumAARQ(b []byte) bool { _, err := speedState.a.Decode(b); return err == nil }

func speedTypedAARE(b []byte) bool { return speedState.aare.Decode(b) == nil }

func speedSumAARE(b []byte) bool { _, err := speedState.a.Decode(b); return err == nil }

// speedUnit returns the octets of a file of testdata/speed.
func speedUnit(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "speed", file+".hex"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// BenchmarkCodec decodes what an MMS client and server have sent, and two X.25 packets.
func BenchmarkCodec(b *testing.B) {
	for _, row := range speedRows {
		b.Run(row.name, func(b *testing.B) {
			in := speedOdd(row.name, speedUnit(b, row.file))
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if !row.decode(in) {
					b.Fatal("refused")
				}
			}
		})
	}
}

// Decoding the units of the benchmark allocates nothing.
func TestCodecAllocations(t *testing.T) {
	for _, row := range speedRows {
		if strings.HasSuffix(row.name, "/asn1") {
			continue
		}
		in := speedOdd(row.name, speedUnit(t, row.file))
		if n := testing.AllocsPerRun(20, func() {
			if !row.decode(in) {
				t.Fatalf("%s: refused", row.name)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", row.name, n)
		}
	}
}
