// Fronts of maps. Leaves: UpdateAggregation. Covered by
// tests/codegen/fronts_test.cpp.
#include "codegen/fronts.h"

#include <array>
#include <bit>
#include <cstddef>

#include "codegen/elements.h"
#include "codegen/key_parts.h"
#include "codegen/program.h"
#include "codegen/shared.h"
#include "codegen/strings.h"
#include "defs/map_fronts.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kWord = 8;
// Multiplying spreads what differs in low bits to high ones, of which the place is made; the golden ratio as
// a fraction of 2^64.
constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;
constexpr uint64_t kRotation = 23;

Value* LoadWordAt(FunctionEmitter& f, Value* base, uint32_t offset, Value* bytes) {
  return f.ir.CreateAlignedLoad(f.ir.getInt64Ty(), f.AddToPointer(f.At(base, offset), bytes),
                                llvm::Align(kWord));
}

Value* HasZeroByte(FunctionEmitter& f, Value* word) {
  return f.ir.CreateICmpNE(ZeroBytes(f, word), f.Constant(0));
}

// Calls `at` for each word of a part that is not plain, with its distance from the part's start, and ends
// behind the last one. The verifier follows it round by round, and sees that it ends by a count of its own:
// what the key says is no bound to it, lest it tells runs apart by that.
void ForEachWord(FunctionEmitter& f, const KeyPart& part, Value* key,
                 const std::function<void(Value* distance, Value* word)>& at) {
  Block* before = f.ir.GetInsertBlock();
  Block* round = f.NewBlock("word");
  Block* inside = f.NewBlock("word_inside");
  Block* done = f.NewBlock("words_done");
  Value* frames = nullptr;
  if (part.kind == KeyPart::Kind::Stack)
    frames = f.ir.CreateShl(f.ir.CreateLoad(f.ir.getInt64Ty(), f.At(key, part.offset - kWord)), 3);
  f.ir.CreateBr(round);
  f.ir.SetInsertPoint(round);
  llvm::PHINode* distance = f.ir.CreatePHI(f.ir.getInt64Ty(), 2, "distance");
  distance->addIncoming(f.Constant(0), before);
  if (frames != nullptr) {
    f.ir.CreateCondBr(f.ir.CreateICmpUGE(distance, frames), done, inside);
  } else {
    f.ir.CreateBr(inside);
  }
  f.ir.SetInsertPoint(inside);
  Value* word = LoadWordAt(f, key, part.offset, distance);
  at(distance, word);
  Block* more = f.NewBlock("word_more");
  Value* next = f.ir.CreateAdd(distance, f.Constant(kWord));
  if (frames == nullptr) {
    Block* last = f.NewBlock("word_count");
    f.ir.CreateCondBr(HasZeroByte(f, word), done, last);
    f.ir.SetInsertPoint(last);
  }
  f.ir.CreateCondBr(f.ir.CreateICmpULT(next, f.Constant(part.bytes)), more, done);
  f.ir.SetInsertPoint(more);
  f.ir.CreateBr(round);
  distance->addIncoming(next, more);
  f.ir.SetInsertPoint(done);
}

class Front {
 public:
  Front(FunctionEmitter& f, uint32_t map, Value* key)
      : f_(f),
        map_(map),
        key_(key),
        store_(f.module().maps().store(map)),
        key_bytes_(f.module().maps().StoredKeySize(map)),
        parts_(PartsOfKey(*f.module().program().maps[map].key, key_bytes_)) {}

  void Update(const UpdateWords& update) {
    Value* words = f_.StackSlot(kWord);
    Block* hit = f_.NewBlock("front_hit");
    Block* done = f_.NewBlock("updated");
    MakeHash();
    std::array<Value*, kWays> places{};
    for (uint32_t way = 0; way < kWays; ++way) {
      differs_ = f_.NewBlock("front_differs");
      places[way] = Place(way, done);
      CompareAll(places[way]);
      f_.ir.CreateStore(f_.At(places[way], FrontValueOffset(key_bytes_)), words);
      f_.ir.CreateBr(hit);
      f_.ir.SetInsertPoint(differs_);
    }
    Value* behind = LookupOrInsert(f_, map_, key_, f_.module().data().Zeroes());
    f_.Branch(f_.ir.CreateIsNotNull(behind), [&] {
      update(behind, true);
      ClaimOneOf(places);
    });
    f_.ir.CreateBr(done);
    f_.ir.SetInsertPoint(hit);
    update(f_.ir.CreateLoad(f_.ir.getPtrTy(), words), false);
    f_.ir.CreateBr(done);
    f_.ir.SetInsertPoint(done);
  }

 private:
  // Two keys that want the same place find others.
  static constexpr uint32_t kWays = 2;

  void MakeHash() {
    hash_ = f_.StackSlot(kWord);
    f_.ir.CreateStore(f_.Constant(0), hash_);
    for (const KeyPart& part : parts_) {
      if (part.kind == KeyPart::Kind::Plain) {
        ForEachChunk(part, [&](uint32_t offset, llvm::Type* type) { Mix(LoadChunk(key_, offset, type)); });
      } else {
        ForEachWord(f_, part, key_, [&](Value* /*distance*/, Value* word) { Mix(word); });
      }
    }
  }

  // Of the highest bits of the hash, or of those below. A look-up in an array cannot fail; the verifier wants
  // to see `never` for it.
  Value* Place(uint32_t way, Block* never) {
    const auto bits = static_cast<uint64_t>(std::countr_zero(store_.front_places));
    Value* index = f_.ir.CreateLShr(f_.ir.CreateLoad(f_.ir.getInt64Ty(), hash_), 64 - (way + 1) * bits);
    if (way > 0) index = f_.ir.CreateAnd(index, f_.Constant(store_.front_places - 1));
    if (store_.generation != 0) {  // entries of the one in use, those of the other
      Value* generation =
          f_.ir.CreateAnd(LoadChunk(key_, key_bytes_ - kWord, f_.ir.getInt64Ty()), f_.Constant(1));
      index = f_.ir.CreateOr(index, f_.ir.CreateShl(generation, bits));
    }
    const Mark mark = f_.MarkTemporaries();
    Value* slot = f_.Temporary(4);
    f_.ir.CreateStore(f_.ir.CreateTrunc(index, f_.ir.getInt32Ty()), slot);
    Value* place = f_.ir.CreateIntToPtr(Lookup(f_, store_.front, slot), f_.ir.getPtrTy());
    f_.ReleaseTemporaries(mark);
    Block* found = f_.NewBlock("front");
    f_.ir.CreateCondBr(f_.ir.CreateIsNotNull(place), found, never);
    f_.ir.SetInsertPoint(found);
    return place;
  }

  void Mix(Value* word) {
    Value* hash = f_.ir.CreateLoad(f_.ir.getInt64Ty(), hash_);
    Value* turned = f_.ir.CreateOr(f_.ir.CreateShl(hash, kRotation), f_.ir.CreateLShr(hash, 64 - kRotation));
    f_.ir.CreateStore(f_.ir.CreateMul(f_.ir.CreateXor(turned, word), f_.Constant(kSpread)), hash_);
  }

  void ForEachChunk(const KeyPart& part, const std::function<void(uint32_t, llvm::Type*)>& use) {
    for (const auto [offset, bytes] : f_.Chunks(part.bytes, {f_.At(key_, part.offset)}))
      use(part.offset + offset, f_.ir.getIntNTy(8 * bytes));
  }

  // As a word.
  Value* LoadChunk(Value* base, uint32_t offset, llvm::Type* type, bool is_volatile = false) {
    const llvm::Align align(type->getIntegerBitWidth() / 8);
    Value* chunk = f_.ir.CreateAlignedLoad(type, f_.At(base, offset), align, is_volatile);
    return f_.ir.CreateZExt(chunk, f_.ir.getInt64Ty());
  }

  // Goes on where the place is ready and has the key. One branch for all that has a fixed length: each is a
  // path that the verifier follows. The state is read first: a run that comes in between may claim the place.
  void CompareAll(Value* place) {
    Value* differences = f_.ir.CreateXor(State(place), f_.Constant(kFrontReady));
    Value* other = f_.At(place, kFrontKeyOffset);
    for (const KeyPart& part : parts_) {
      if (part.kind != KeyPart::Kind::Plain) continue;
      ForEachChunk(part, [&](uint32_t offset, llvm::Type* type) {
        Value* difference =
            f_.ir.CreateXor(LoadChunk(key_, offset, type), LoadChunk(other, offset, type, true));
        differences = f_.ir.CreateOr(differences, difference);
      });
    }
    GoOnIf(f_.ir.CreateICmpEQ(differences, f_.Constant(0)));
    for (const KeyPart& part : parts_) {
      if (part.kind == KeyPart::Kind::Plain) continue;
      ForEachWord(f_, part, key_, [&](Value* distance, Value* word) {
        GoOnIf(f_.ir.CreateICmpEQ(word, LoadWordAt(f_, other, part.offset, distance)));
      });
    }
  }

  void GoOnIf(Value* condition) {
    Block* on = f_.NewBlock("front_same");
    f_.ir.CreateCondBr(condition, on, differs_);
    f_.ir.SetInsertPoint(on);
  }

  Value* State(Value* place) { return f_.ir.CreateLoad(f_.ir.getInt64Ty(), place, true); }

  void ClaimOneOf(const std::array<Value*, kWays>& places) {
    Block* claimed = f_.NewBlock("front_claimed");
    for (Value* place : places) {
      f_.Branch(f_.ir.CreateICmpEQ(State(place), f_.Constant(kFrontFree)), [&] { Claim(place, claimed); });
    }
    f_.ir.CreateBr(claimed);
    f_.ir.SetInsertPoint(claimed);
  }

  // For good. Another run on this CPU that comes in between finds the place neither free nor ready, and
  // passes the front by.
  void Claim(Value* place, Block* claimed) {
    const auto order = llvm::AtomicOrdering::SequentiallyConsistent;
    Value* was = f_.ir.CreateExtractValue(
        f_.ir.CreateAtomicCmpXchg(place, f_.Constant(kFrontFree), f_.Constant(kFrontClaimed),
                                  llvm::Align(kWord), order, order),
        0);
    Block* own = f_.NewBlock("front_own");
    Block* lost = f_.NewBlock("front_lost");
    f_.ir.CreateCondBr(f_.ir.CreateICmpEQ(was, f_.Constant(kFrontFree)), own, lost);
    f_.ir.SetInsertPoint(own);
    f_.Copy(f_.At(place, kFrontKeyOffset), key_, key_bytes_);
    f_.ir.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, place, f_.Constant(kFrontReady), llvm::Align(kWord),
                          order);
    f_.ir.CreateBr(claimed);
    f_.ir.SetInsertPoint(lost);
  }

  FunctionEmitter& f_;
  const uint32_t map_;
  Value* const key_;
  const MapStore& store_;
  const uint32_t key_bytes_;
  const std::vector<KeyPart> parts_;
  Value* hash_ = nullptr;     // slot
  Block* differs_ = nullptr;  // where a place has not the key
};

}  // namespace

// A large program has an update of a map once, in a function that is followed anew with each call: it passes
// the front by.
void UpdateAggregation(FunctionEmitter& f, uint32_t map, Value* key, const UpdateWords& update) {
  const MapStore& store = f.module().maps().store(map);
  const bool fronted = store.front != nullptr && !f.split();
  if (fronted && f.program.TakeRounds(RoundsOf(*f.module().program().maps[map].key)))
    return Front(f, map, key).Update(update);
  Value* words = LookupOrInsert(f, map, key, f.module().data().Zeroes());
  f.Branch(f.ir.CreateIsNotNull(words), [&] { update(words, store.front != nullptr); });
}

}  // namespace sonde::codegen
