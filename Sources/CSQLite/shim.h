#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT, by which SQLite takes a copy of what is bound, is a cast that Swift does not import. Nothing, as
// Swift may hand it over, is a null pointer, and SQLite would read that as NULL: it stands for an empty value.
static inline int tb_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, int length) {
  return sqlite3_bind_text(statement, index, text ? text : "", length, SQLITE_TRANSIENT);
}
static inline int tb_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, bytes ? bytes : "", length, SQLITE_TRANSIENT);
}

// sqlite3_config takes variable arguments, which Swift cannot call. Without statistics of its memory SQLite needs no
// lock around each allocation.
static inline int tb_sqlite3_count_no_memory(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// A file whose writes are gathered. What SQLite knows of it comes first; the system's own file follows behind it, in
// memory that SQLite gives for both.
typedef struct tb_gathered_file {
  sqlite3_file base;
  unsigned char *bytes;
  sqlite3_int64 offset;
  int count;
} tb_gathered_file;
