// A server's function with the name and parameters that MySQL 8 has, called once for each kind of command:
//   mysql_like MILLISECONDS     a query that takes so long, one that does not, an executed statement that
//   does, a ping
#include <unistd.h>

#include <cstdlib>

enum enum_server_command { COM_QUERY = 3, COM_PING = 14, COM_STMT_EXECUTE = 23 };

class THD {};

union COM_DATA {
  struct {
    const char* query;
    unsigned length;
  } com_query;
  unsigned long statement;
};

static volatile long sink;

// Not static: the name and the types of the parameters are what is looked for.
bool dispatch_command(THD* thd, const COM_DATA* data, enum_server_command command);

__attribute__((noipa)) bool dispatch_command(THD* thd, const COM_DATA* data, enum_server_command command) {
  sink += thd != nullptr;
  if (command == COM_QUERY && data->com_query.length > 10) usleep((useconds_t)sink * 1000);
  if (command == COM_STMT_EXECUTE) usleep((useconds_t)sink * 1000);
  return false;
}

int main(int argc, char** argv) {
  COM_DATA data = {};
  sink = argc > 1 ? atol(argv[1]) : 100;
  data.com_query = {"select something slow", 21};
  dispatch_command(nullptr, &data, COM_QUERY);
  data.com_query = {"select 1", 8};
  dispatch_command(nullptr, &data, COM_QUERY);
  data.statement = 5;
  dispatch_command(nullptr, &data, COM_STMT_EXECUTE);
  dispatch_command(nullptr, &data, COM_PING);
  return 0;
}
