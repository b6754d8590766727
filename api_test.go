package osi_test

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var updateAPI = flag.Bool("update-api", false, "write docs/api.txt")

// docs/api.txt lists what the module exports, a line each, so that a change of the API shows in
// review. It is that of Linux.
func TestAPI(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("docs/api.txt is that of Linux")
	}
	m := module{fset: token.NewFileSet(), std: importer.Default(), packages: map[string]*types.Package{}}
	err := filepath.WalkDir(".", func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case strings.HasPrefix(d.Name(), ".") && dir != ".", d.Name() == "internal", d.Name() == "testdata":
			return fs.SkipDir
		case dir != "." && exists(filepath.Join(dir, "go.mod")):
			return fs.SkipDir
		}
		if files, err := filepath.Glob(filepath.Join(dir, "*.go")); err != nil || len(files) == 0 {
			return err
		}
		p, err := m.Import(path.Join(modulePath, filepath.ToSlash(dir)))
		if err == nil {
			m.list(p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const file = "docs/api.txt"
	slices.Sort(m.lines)
	if *updateAPI {
		if err := os.WriteFile(file, []byte(strings.Join(m.lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	recorded := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n")), "\n")
	for _, l := range recorded {
		if _, ok := slices.BinarySearch(m.lines, l); !ok {
			t.Errorf("is gone: %s", l)
		}
	}
	for _, l := range m.lines {
		if _, ok := slices.BinarySearch(recorded, l); !ok {
			t.Errorf("is new: %s", l)
		}
	}
	if t.Failed() {
		t.Error("if that is meant: go test -run TestAPI . -update-api, and a line in CHANGELOG.md")
	}
}

const modulePath = "github.com/osi-go/osi"

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// A module type-checks the declarations of its packages, and of those of other modules that they
// import. It is their importer, too.
type module struct {
	fset     *token.FileSet
	std      types.Importer
	packages map[string]*types.Package
	lines    []string
}

// Import returns the package of a path.
func (m *module) Import(name string) (*types.Package, error) {
	if p := m.packages[name]; p != nil {
		return p, nil
	}
	if !strings.Contains(name, ".") {
		return m.std.Import(name)
	}
	context := build.Default
	context.CgoEnabled = false
	b, err := context.Import(name, ".", 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, f := range b.GoFiles {
		parsed, err := parser.ParseFile(m.fset, filepath.Join(b.Dir, f), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, parsed)
	}
	config := types.Config{Importer: m, IgnoreFuncBodies: true}
	p, err := config.Check(name, m.fset, files, nil)
	m.packages[name] = p
	return p, err
}

// list adds the lines of a package.
func (m *module) list(p *types.Package) {
	short := strings.TrimPrefix(strings.TrimPrefix(p.Path(), modulePath), "/")
	add := func(format string, args ...any) {
		m.lines = append(m.lines, cmp.Or(short, "osi")+": "+fmt.Sprintf(format, args...))
	}
	in := func(q *types.Package) string {
		if q == p {
			return ""
		}
		return q.Name()
	}
	for _, name := range p.Scope().Names() {
		if !token.IsExported(name) {
			continue
		}
		switch o := p.Scope().Lookup(name).(type) {
		case *types.Const:
			add("const %s %s = %s", name, types.TypeString(o.Type(), in), o.Val().ExactString())
		case *types.Var:
			add("var %s %s", name, types.TypeString(o.Type(), in))
		case *types.Func:
			add("func %s%s%s", name, parameters(o.Signature().TypeParams(), in), signature(o, in))
		case *types.TypeName:
			listType(o, in, add)
		}
	}
}

// listType adds the lines of a type: what it is, its exported fields, and its exported methods,
// those of embedded types included.
func listType(o *types.TypeName, in types.Qualifier, add func(string, ...any)) {
	if o.IsAlias() {
		add("type %s = %s", o.Name(), types.TypeString(types.Unalias(o.Type()), in))
		return
	}
	if s, ok := o.Type().Underlying().(*types.Struct); ok {
		add("type %s%s struct", o.Name(), parameters(o.Type().(*types.Named).TypeParams(), in))
		listFields(s, func(text string) { add("type %s struct, %s", o.Name(), text) }, in)
	} else {
		add("type %s %s", o.Name(), types.TypeString(o.Type().Underlying(), in))
	}
	if types.IsInterface(o.Type()) {
		return
	}
	values := types.NewMethodSet(o.Type())
	methods := types.NewMethodSet(types.NewPointer(o.Type()))
	for method := range methods.Methods() {
		f := method.Obj()
		receiver := o.Name()
		if values.Lookup(f.Pkg(), f.Name()) == nil {
			receiver = "*" + receiver
		}
		if f.Exported() {
			add("method (%s) %s%s", receiver, f.Name(), signature(f.(*types.Func), in))
		}
	}
}

// listFields adds the exported fields of s, those of embedded unexported structs included.
func listFields(s *types.Struct, add func(string), in types.Qualifier) {
	for f := range s.Fields() {
		under, _ := f.Type().Underlying().(*types.Struct)
		switch {
		case f.Exported() && f.Embedded():
			add("embeds " + types.TypeString(f.Type(), in))
		case f.Exported():
			add(f.Name() + " " + types.TypeString(f.Type(), in))
		case f.Embedded() && under != nil:
			listFields(under, add, in)
		}
	}
}

// parameters returns type parameters as they are declared: "[T any]", or nothing.
func parameters(list *types.TypeParamList, in types.Qualifier) string {
	var all []string
	for p := range list.TypeParams() {
		all = append(all, p.Obj().Name()+" "+types.TypeString(p.Constraint(), in))
	}
	if all == nil {
		return ""
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// signature returns parameters and results of f, without their names, which are no part of the API.
func signature(f *types.Func, in types.Qualifier) string {
	s := f.Signature()
	nameless := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(token.NoPos, nil, "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	plain := types.NewSignatureType(nil, nil, nil, nameless(s.Params()), nameless(s.Results()), s.Variadic())
	return strings.TrimPrefix(types.TypeString(plain, in), "func")
}
