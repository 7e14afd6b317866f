//go:build !js

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"idenfysteps/internal/sandbox"
)

// A stateFile keeps what a sandbox holds. It is replaced as a whole, so that
// whoever reads it, or a crash, never finds half of one.
type stateFile struct {
	path    string
	box     *sandbox.Sandbox
	changes int // of the box, when it was saved last
}

// openState has the sandbox begin with what the file holds. A file that is not
// there, or is empty, is one to begin. Any other is left as it is unless it is a
// whole state.
func openState(path string, box *sandbox.Sandbox) (*stateFile, error) {
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		path = linked // a save replaces the file, and would replace the link
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("--state %s is no file that could be replaced: it is a directory, a device or a pipe. Name another", path)
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("--state: %w", err)
	case len(text) > 0:
		if err := box.Load(bytes.NewReader(text)); err != nil {
			return nil, fmt.Errorf("--state %s cannot be used, and was left as it is: %w. Name another file, or move this one away to begin anew", path, err)
		}
	}
	f := &stateFile{path: path, box: box, changes: -1}
	if err := f.save(); err != nil { // better now than after an hour of work
		return nil, err
	}
	return f, nil
}

// save writes the file where something has changed.
func (f *stateFile) save() error {
	changes := f.box.Changes()
	if changes == f.changes {
		return nil
	}
	if err := f.replace(); err != nil {
		return fmt.Errorf("--state: the state could not be saved: %w", err)
	}
	f.changes = changes
	return nil
}

// replace writes a new file beside the old one, for nobody else to read, and
// puts it in its place once all of it is on the disk.
func (f *stateFile) replace() error {
	written := f.path + ".new"
	file, err := os.OpenFile(written, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(written) // there is none where all went well
	err = file.Chmod(0o600)  // one that a crash left may have another mode
	if err == nil {
		err = f.box.Save(file)
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(written, f.path); err != nil {
		return err
	}
	directory, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}

// keep saves at every tick, but for no more than a tenth of the time: a sandbox
// under load has better things to do.
func (f *stateFile) keep(ctx context.Context, ticks <-chan time.Time, log *slog.Logger) {
	var rest time.Time
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		began := time.Now()
		if began.Before(rest) {
			continue
		}
		err := f.save()
		if err != nil && !failing {
			log.Error("nothing is saved until this is fixed", "error", err)
		}
		failing = err != nil
		rest = time.Now().Add(9 * time.Since(began))
	}
}
