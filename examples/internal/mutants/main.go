// Mutants measures how much the tests notice. It changes one small thing of a package's code (a
// condition, a boundary, a constant, a case, an error that is returned), runs the package's tests
// on the changed code, and prints whether they failed. No file is changed: the Go command reads the
// mutant through -overlay. It needs a shell, which bounds the memory of a mutant.
//
//	go run ./examples/internal/mutants [-seed n] [-n mutants] [-at file:line[:column]]
//		[-files pattern] [-also packages] package …
//
// It prints a line a mutant, fields separated by tabs: the verdict, the package, the file with line
// and column, the operator, and what became what. A verdict is killed, survived, or invalid for a
// mutant that does not compile, which is not counted. The same seed draws the same mutants as long
// as the package's code is the same; tests may change. A summary a package follows, on standard
// error.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	r := runner{out: os.Stdout, log: os.Stderr}
	flag.Uint64Var(&r.seed, "seed", 1, "draw the mutants from this `number`")
	flag.IntVar(&r.count, "n", 50, "`mutants` a package")
	flag.StringVar(&r.at, "at", "", "only the mutants of `file:line`, or file:line:column, all of them")
	flag.StringVar(&r.files, "files", "*", "only mutants of files whose names match this `pattern`")
	also := flag.String("also", "", "`packages`, separated by commas, whose tests a survivor must pass, too")
	flag.Parse()
	if *also != "" {
		r.also = strings.Split(*also, ",")
	}
	if err := r.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type runner struct {
	seed  uint64
	count int
	at    string
	files string
	also  []string
	out   io.Writer
	log   io.Writer
	dir   string // for what is built
}

// A target is a package as the Go command lists it.
type target struct {
	ImportPath, Dir string
	GoFiles         []string
}

func (r *runner) run(patterns []string) error {
	var err error
	if r.dir, err = os.MkdirTemp("", "mutants"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(r.dir) }()
	targets, err := list(patterns)
	if err != nil {
		return err
	}
	others, err := list(r.also)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if err := r.measure(t, others); err != nil {
			return fmt.Errorf("%s: %w", t.ImportPath, err)
		}
	}
	return nil
}

func list(patterns []string) (targets []target, err error) {
	if len(patterns) == 0 {
		return nil, nil
	}
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,GoFiles"}, patterns...)...) //nolint:gosec // our own arguments
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	for d := json.NewDecoder(strings.NewReader(string(b))); ; {
		var t target
		switch err := d.Decode(&t); {
		case err == io.EOF:
			return targets, nil
		case err != nil:
			return nil, err
		}
		targets = append(targets, t)
	}
}

// measure draws mutants of one package and judges them.
func (r *runner) measure(t target, others []target) error {
	var sites []site
	for _, name := range t.GoFiles {
		if ok, err := filepath.Match(cmp.Or(r.files, "*"), name); err != nil {
			return err
		} else if !ok {
			continue
		}
		s, err := find(filepath.Join(t.Dir, name))
		if err != nil {
			return err
		}
		sites = append(sites, s...)
	}
	want := r.count
	if r.at != "" {
		sites = slices.DeleteFunc(sites, func(s site) bool {
			line := fmt.Sprintf("%s:%d", filepath.Base(s.file), s.line)
			return line != r.at && fmt.Sprintf("%s:%d", line, s.column) != r.at
		})
		want = len(sites)
	} else {
		rng := rand.New(rand.NewPCG(r.seed, 0)) //nolint:gosec // a sample, no secret
		rng.Shuffle(len(sites), func(i, j int) { sites[i], sites[j] = sites[j], sites[i] })
	}
	limit, err := r.sound(t)
	if err != nil {
		return err
	}
	tally := map[string]int{}
	for _, s := range sites {
		if tally["killed"]+tally["survived"] == want {
			break
		}
		verdict, err := r.judge(t, others, s, limit)
		if err != nil {
			return err
		}
		tally[verdict]++
		short := func(text string) string { return text[:min(len(text), 80)] }
		_, _ = fmt.Fprintf(r.out, "%s\t%s\t%s:%d:%d\t%s\t%s → %s\n", verdict, t.ImportPath, filepath.Base(s.file), s.line, s.column, s.operator,
			short(s.before), short(strings.Join(strings.Fields(cmp.Or(s.text, "nothing")), " ")))
	}
	_, _ = fmt.Fprintf(r.log, "%s: %d of %d killed (%d places, %d did not compile)\n", t.ImportPath, tally["killed"],
		tally["killed"]+tally["survived"], len(sites), tally["invalid"])
	return nil
}

// sound runs the tests of the code as it is, and returns how long a mutant may take.
func (r *runner) sound(t target) (time.Duration, error) {
	binary := filepath.Join(r.dir, "sound.test")
	if out, err := build(t, binary); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	begin := time.Now()
	if !passes(t, binary, 10*time.Minute) {
		return 0, fmt.Errorf("its tests fail without any change")
	}
	return 5*time.Since(begin) + 10*time.Second, nil
}

// judge builds and tests one mutant.
func (r *runner) judge(t target, others []target, s site, limit time.Duration) (string, error) {
	source, err := os.ReadFile(s.file)
	if err != nil {
		return "", err
	}
	mutant := filepath.Join(r.dir, "mutant.go")
	changed := string(source[:s.from]) + s.text + string(source[s.to:])
	if err := os.WriteFile(mutant, []byte(changed), 0o600); err != nil { //nolint:gosec // in our own folder
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {s.file: mutant}})
	if err != nil {
		return "", err
	}
	file := filepath.Join(r.dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err
	}
	binary := filepath.Join(r.dir, "mutant.test")
	for i, now := range append([]target{t}, others...) {
		if _, err := build(now, binary, "-overlay", file); err != nil {
			if i == 0 {
				return "invalid", nil
			}
			return "", err
		}
		if i > 0 {
			limit = 5 * time.Minute
		}
		if !passes(now, binary, limit) {
			return "killed", nil
		}
	}
	return "survived", nil
}

func build(t target, binary string, flags ...string) ([]byte, error) {
	args := append([]string{"test", "-c", "-vet=off", "-gcflags=-dwarf=0", "-ldflags=-s -w", "-o", binary}, flags...)
	return exec.Command("go", append(args, t.ImportPath)...).CombinedOutput() //nolint:gosec // our own arguments
}

// passes runs a test binary with bounded memory and time: a mutant may grow or loop without end.
func passes(t target, binary string, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	const bounded = `ulimit -v 8000000; exec "$0" -test.short -test.failfast -test.count=1`
	cmd := exec.CommandContext(ctx, "sh", "-c", bounded, binary) //nolint:gosec // our own binary
	cmd.Dir = t.Dir
	cmd.WaitDelay = time.Second
	return cmd.Run() == nil
}
