// Writer of folded stacks: one line per stack, its names from the outermost caller to the innermost function
// with semicolons between them, a blank, a number; what flame graph programs read. Leaves: MakeFoldedWriter.
// Covered by tests/output/folded_writer_test.cpp.
#include "output/formats.h"
#include "output/kept_stacks.h"
#include "output/picture_writer.h"
#include "output/text.h"

namespace sonde::output {
namespace {

class FoldedWriter : public MapPictureWriter {
 public:
  explicit FoldedWriter(Stream& out) : out_(out) {}
  [[nodiscard]] std::string Summary() const override { return stacks_.LeftOut("folded"); }

 private:
  void Keep(const MapData& map) override { stacks_.Keep(map); }
  void Write() override;

  Stream& out_;
  KeptStacks stacks_;
};

// Several maps are told apart by their names.
void FoldedWriter::Write() {
  std::string& out = out_.buffer();
  for (const auto& [name, folded] : stacks_.maps()) {
    for (const StackRow& row : folded.rows) {
      if (stacks_.maps().size() > 1) out += name + ';';
      for (size_t i = 0; i < row.path.size(); ++i) {
        const StackName& frame = folded.names[row.path[i]];
        if (i > 0) out += ';';
        out += frame.text;
        out += SuffixOf(frame.kind);
      }
      out += ' ';
      AppendInteger(out, row.count, false);
      out += '\n';
      out_.Commit();
    }
  }
}

}  // namespace

std::unique_ptr<Sink> MakeFoldedWriter(Stream& out, const WriterOptions& /*options*/) {
  return std::make_unique<FoldedWriter>(out);
}

}  // namespace sonde::output
