// Calls a function whose name stands for gigabytes of C++: each part of it repeats the one before twice.
#define TRACED __attribute__((noipa))

int bomb(int value) __asm__(
    "_Z1f1AIiiES_IS0_S0_ES_IS1_S1_ES_IS2_S2_ES_IS3_S3_ES_IS4_S4_ES_IS5_S5_ES_IS6_S6_ES_IS7_S7_ES_IS8_S8_ES_"
    "IS9_S9_"
    "ES_ISA_SA_ES_ISB_SB_ES_ISC_SC_ES_ISD_SD_ES_ISE_SE_ES_ISF_SF_ES_ISG_SG_ES_ISH_SH_ES_ISI_SI_ES_ISJ_SJ_ES_"
    "ISK_SK_"
    "ES_ISL_SL_ES_ISM_SM_E");

TRACED int bomb(int value) {
  return value * 5;
}

int main(int argc, char** argv) {
  (void)argv;
  return bomb(argc) == 0;
}
